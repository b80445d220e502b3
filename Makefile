# leda: one program, built from src/ by room. `make help` lists the targets.
#
# MODE=release (default), asan (AddressSanitizer and UBSan), tsan or fuzzer (asan, and what libFuzzer looks at); each
# builds in a folder of its own.

MODE ?= release
PREFIX ?= /usr/local
VERSION := 0.1.0

BUILD_PACKAGES := gcc pkg-config libc6-dev libuv1-dev libssl-dev libmd4c-dev libmd4c-html0-dev libunistring-dev libyaml-dev libidn2-dev libinih-dev
TEST_PACKAGES := clang libclang-rt-14-dev libcmocka-dev python3 openssl curl lynx tmux bombadillo amfora sacc rsync gopher

OUT := $(if $(filter release,$(MODE)),build,build/$(MODE))
OBJ := $(OUT)/obj

CPPFLAGS_OURS := -Iinclude -D_GNU_SOURCE -DLEDA_VERSION='"$(VERSION)"'
WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 -Werror
CFLAGS_OURS := -std=c17 -g $(WARNINGS) -pthread

ifeq ($(MODE),asan)
CC := clang
CFLAGS_MODE := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
else ifeq ($(MODE),fuzzer)
CC := clang
CFLAGS_MODE := -O1 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
else ifeq ($(MODE),tsan)
CC := clang
CFLAGS_MODE := -O1 -fno-omit-frame-pointer -fsanitize=thread
else
CC := gcc
CFLAGS_MODE := -O2 -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
LDFLAGS_MODE = -pie -Wl,-z,relro,-z,now $(WHOLE)
# The rooms that every byte of a page goes through: drawing both takes 5 % less than with -O2.
$(OBJ)/base/%.o $(OBJ)/doc/%.o $(OBJ)/render/%.o $(OBJ)/site/%.o: CFLAGS_MODE += -O3
# Three of them are optimised once more as a whole, which takes 2 % off again and some seconds a link. The objects hold
# machine code too, so that what need not be fast links at once. clang may have no linker for it.
ifeq ($(findstring clang,$(CC)),)
$(OBJ)/base/%.o $(OBJ)/doc/%.o $(OBJ)/render/%.o: CFLAGS_MODE += -flto -ffat-lto-objects
WHOLE := -fno-lto
$(OUT)/leda $(OUT)/tests/bench/speed: WHOLE := -flto=auto
endif
endif

LIBRARIES := libuv libssl libcrypto md4c md4c-html yaml-0.1 libidn2 inih
LDLIBS_OURS = $(shell pkg-config --libs $(LIBRARIES)) -lunistring

SOURCES := $(filter-out src/app/main.c,$(wildcard src/*/*.c))
OBJECTS := $(SOURCES:src/%.c=$(OBJ)/%.o)
UNIT := $(patsubst tests/unit/%.c,$(OUT)/unit/%,$(wildcard tests/unit/*_test.c))
TOOLS := $(patsubst tests/%.c,$(OUT)/tests/%,$(wildcard tests/golden/*.c tests/wire/*.c tests/bench/*.c \
           tests/hunt/*.c tests/property/*.c))
FUZZ := $(filter-out replay,$(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c)))
HUNT_SECONDS ?= 3600
HUNT_JOBS ?= $(shell nproc)
REPLAYS := $(FUZZ:%=$(OUT)/fuzz/%)
FUZZ_SECONDS ?= 60

COMPILE = $(CC) $(CPPFLAGS_OURS) $(CPPFLAGS) $(CFLAGS_OURS) $(CFLAGS_MODE) $(CFLAGS)
LINK = $(CC) $(CFLAGS_OURS) $(CFLAGS_MODE) $(CFLAGS) $(LDFLAGS_MODE) $(LDFLAGS)

.PHONY: all run test fuzz bench bench-tls bench-speed bench-resolve bench-hostile bench-profile bench-load bench-load-profile soak hunt golden install clean deps test-deps tests format help
.DELETE_ON_ERROR:

all: $(OUT)/leda

help:
	@printf '%s\n' 'make            build build/leda' 'make run        install what is missing, build, serve content/' \
	  'make test       install what is missing, build three ways, run every test' \
	  'make fuzz       try new inputs on the fuzz targets, FUZZ_SECONDS=60 each' \
	  'make bench      bench-speed, -resolve, -hostile, -load and -tls: what things cost; bench-profile, bench-load-profile: where' \
	  'make soak       storms of changes for a minute each, and thousands of reloads' \
	  'make hunt       look for pages that cost more, HUNT_SECONDS=3600, HUNT_JOBS=$$(nproc)' \
	  'make golden     write the golden files anew; review the difference' \
	  'make install    into DESTDIR, PREFIX ($(PREFIX))' 'make format     lay the sources out' 'make clean'

$(OUT)/leda: $(OBJ)/app/main.o $(OUT)/libleda.a
	$(LINK) -o $@ $^ $(LDLIBS_OURS) $(LDLIBS)

$(OUT)/libleda.a: $(OBJECTS)
	@rm -f $@
	$(AR) rcs $@ $^

$(OBJ)/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	$(COMPILE) -MMD -MP -c -o $@ $<

$(OUT)/unit/%: tests/unit/%.c $(OUT)/libleda.a
	@mkdir -p $(@D)
	$(COMPILE) -MMD -MP -o $@ $< $(OUT)/libleda.a $(LDFLAGS_MODE) $(LDLIBS_OURS) -lcmocka

$(OUT)/tests/%: tests/%.c $(OUT)/libleda.a
	@mkdir -p $(@D)
	$(COMPILE) -MMD -MP -o $@ $< $(OUT)/libleda.a $(LDFLAGS_MODE) $(LDLIBS_OURS)

$(OUT)/fuzz/%: tests/fuzz/%.c tests/fuzz/replay.c tests/fuzz/fuzz.h $(OUT)/libleda.a
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $< tests/fuzz/replay.c $(OUT)/libleda.a $(LDFLAGS_MODE) $(LDLIBS_OURS)

$(OUT)/bin/%: tests/fuzz/%.c tests/fuzz/fuzz.h $(OUT)/libleda.a
	@mkdir -p $(@D)
	$(COMPILE) -MMD -MP -fsanitize=fuzzer -o $@ $< $(OUT)/libleda.a $(LDFLAGS_MODE) $(LDLIBS_OURS)

-include $(wildcard $(OBJ)/*/*.d $(OUT)/unit/*.d $(OUT)/tests/*/*.d $(OUT)/bin/*.d)

tests: $(OUT)/leda $(UNIT) $(TOOLS) $(REPLAYS)

# Installs the Debian packages of $(1) that are missing, saying which.
define install_missing
@missing=$$(dpkg-query -W -f='$${Package} $${db:Status-Abbrev}\n' $(1) 2>/dev/null | awk '$$2 == "ii" { have[$$1] } \
  END { n = split("$(1)", p, " "); for (i = 1; i <= n; i++) if (!(p[i] in have)) printf "%s ", p[i] }'); \
if [ -n "$$missing" ]; then \
  echo "installing Debian packages: $$missing"; \
  root=; [ "$$(id -u)" -eq 0 ] || root=sudo; \
  $$root apt-get update -qq && \
  $$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
fi
endef

deps:
	$(call install_missing,$(BUILD_PACKAGES))

test-deps:
	$(call install_missing,$(BUILD_PACKAGES) $(TEST_PACKAGES))

run: deps
	@$(MAKE) --no-print-directory -s -j$$(nproc) all
	@exec build/leda serve content --gopher-port 7070

test: test-deps
	@sh tests/run.sh

# New inputs for the fuzz targets, FUZZ_SECONDS each; what is found stays in build/fuzzer/found.
fuzz: test-deps
	@$(MAKE) --no-print-directory -s -j$$(nproc) MODE=fuzzer $(FUZZ:%=build/fuzzer/bin/%)
	@for target in $(FUZZ); do \
	  mkdir -p build/fuzzer/found/$$target && \
	  build/fuzzer/bin/$$target -max_total_time=$(FUZZ_SECONDS) -timeout=10 -max_len=8192 \
	    -artifact_prefix=build/fuzzer/found/$$target- build/fuzzer/found/$$target tests/fuzz/corpus/$$target tests/golden || exit 1; \
	done

# Figures, never asserted. Posts to measure with are the same on every machine and made once; a few of them are
# enough for a profile.
bench: bench-speed bench-resolve bench-hostile bench-load bench-tls

build/bench/posts build/bench/few: build/tests/bench/corpus
	@rm -rf $@ && mkdir -p build/bench
	build/tests/bench/corpus $@ $(if $(filter %few,$@),300,8000)

bench-speed: build/tests/bench/speed | build/bench/posts
	@build/tests/bench/speed build/bench/posts

# Sites for bench-load: 10,000 posts (53 MB) and 100,000; bench-load-profile counts instructions on the small one.
build/bench/site-%: build/tests/bench/corpus
	@rm -rf $@ && mkdir -p build/bench
	build/tests/bench/corpus $@ $* 13000

bench-load: build/leda build/tests/bench/baseline build/bench/site-10000 build/bench/site-100000
	@python3 tests/bench/load.py build/leda build/tests/bench/baseline build/bench/site-10000 build/bench/site-100000

bench-load-profile: build/leda | build/bench/site-1000
	@valgrind --tool=callgrind --callgrind-out-file=build/bench/load.callgrind build/leda list build/bench/site-1000 \
	  >build/bench/load.log 2>&1
	@callgrind_annotate --inclusive=no build/bench/load.callgrind | grep -E '^ *[0-9,]+ \(' | head -n 30 | \
	  sed -e 's/ \[[^]]*\]$$//' -e 's, [^ ]*/, ,'

bench-profile: build/tests/bench/speed | build/bench/few
	@sh tests/bench/profile.sh build/tests/bench/speed build/bench/few

bench-resolve: build/tests/bench/resolve
	@rm -rf build/bench/resolve && mkdir -p build/bench
	@build/tests/bench/resolve build/bench/resolve

bench-tls: build/tests/bench/handshake
	@build/tests/bench/handshake

bench-hostile: build/tests/bench/hostile
	@build/tests/bench/hostile

# Live content under changes without pause (a shorter one is in `make test`): minutes.
soak: test-deps
	@$(MAKE) --no-print-directory -s -j$$(nproc) all
	@python3 tests/e2e/soak.py build/leda

# Random pages that might cost more than the hostile ones; what is found stays in build/hunt.
hunt: build/tests/hunt/hunt
	@build/tests/hunt/hunt build/hunt $(HUNT_SECONDS) $(HUNT_JOBS)

golden:
	@$(MAKE) --no-print-directory -s -j$$(nproc) build/tests/golden/golden build/tests/golden/trees
	build/tests/golden/golden --write tests/golden
	@rm -rf tests/golden/*.drawn
	build/tests/golden/trees --write tests/golden

install: all
	install -Dm755 build/leda $(DESTDIR)$(PREFIX)/bin/leda
	install -Dm644 contrib/systemd/leda.service $(DESTDIR)$(PREFIX)/lib/systemd/system/leda.service
	install -Dm644 contrib/leda.conf $(DESTDIR)$(PREFIX)/share/leda/leda.conf

format:
	clang-format -i $$(find src include tests -name '*.[ch]')

clean:
	rm -rf build
