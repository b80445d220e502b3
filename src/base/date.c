/* Dates. The grammar is small and closed: a text that does not match whole is no date. Calendar arithmetic is
 * the proleptic Gregorian one, without <time.h>, whose answers depend on the machine's zone and locale. */
#include "base/date.h"

enum { DAY_SECONDS = 86400, FIRST_ZONE_SECONDS = 14 * 3600 };

static bool is_leap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static unsigned month_days(int year, unsigned month) {
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29u : days[month - 1];
}

/* The calendar is counted from the first of March of the year 0: the day that leap years have more is the
 * last of a year then, and five months and the next five have the same lengths. */
enum { DAYS_400_YEARS = 146097, DAYS_TO_1970 = 719468 };

/* Days from the first day of the year, which begins in March, to that of the month, of which March is 0. */
static int days_before_month(int month) {
    return (153 * month + 2) / 5;
}

int64_t date_days(int year, unsigned month, unsigned day) {
    bool early = month <= 2;
    int64_t y = year - early, days = y * 365 + y / 4 - y / 100 + y / 400;
    return days + days_before_month((int)month + (early ? 9 : -3)) + day - 1 - DAYS_TO_1970;
}

static bool set_day(Date *d, int year, unsigned month, unsigned day) {
    if (year < 1 || year > 9999 || month < 1 || month > 12) return false;
    if (day < 1 || day > month_days(year, month)) return false;
    *d = (Date){.year = (int16_t)year, .month = (uint8_t)month, .day = (uint8_t)day};
    d->at = date_days(year, month, day) * DAY_SECONDS;
    return true;
}

Date date_of(int64_t at) {
    int64_t days = at / DAY_SECONDS - (at % DAY_SECONDS < 0);
    Date d = {0};
    if (days < date_days(1, 1, 1) || days > date_days(9999, 12, 31)) return d;
    int from = (int)days + DAYS_TO_1970, day = from % DAYS_400_YEARS;
    int year = (day - day / 1460 + day / 36524 - day / (DAYS_400_YEARS - 1)) / 365;
    day -= year * 365 + year / 4 - year / 100;
    int month = (5 * day + 2) / 153;
    bool early = month >= 10;
    year += from / DAYS_400_YEARS * 400 + early;
    return (Date){.at = at,
                  .year = (int16_t)year,
                  .month = (uint8_t)(month + (early ? -9 : 3)),
                  .day = (uint8_t)(day - days_before_month(month) + 1),
                  .has_time = true};
}

/* Takes min to max digits off *s; more of them are no match. */
static bool take_number(Str *s, size_t min, size_t max, unsigned *out) {
    size_t n = 0;
    unsigned value = 0;
    for (; n < s->len && n <= max && ascii_digit(s->p[n]); n++)
        value = value * 10 + (unsigned)(s->p[n] - '0');
    if (n < min || n > max) return false;
    *s = str_skip(*s, n);
    *out = value;
    return true;
}

static bool take_char(Str *s, char c) {
    if (s->len == 0 || s->p[0] != c) return false;
    *s = str_skip(*s, 1);
    return true;
}

static bool take_blanks(Str *s) {
    size_t n = 0;
    while (n < s->len && (s->p[n] == ' ' || s->p[n] == '\t'))
        n++;
    *s = str_skip(*s, n);
    return n > 0;
}

static bool take_word(Str *s, Str word) {
    if (!str_eq_nocase(str_head(*s, word.len), word)) return false;
    *s = str_skip(*s, word.len);
    return true;
}

/* `2024-04-08`, `2024/4/8`: month and day of `digits` to two digits. */
static bool take_day(Str *s, const char *separators, size_t digits, Date *d) {
    unsigned year, month, day;
    if (!take_number(s, 4, 4, &year) || s->len == 0) return false;
    char separator = s->p[0];
    if (separator != separators[0] && separator != separators[1]) return false;
    if (!take_char(s, separator) || !take_number(s, digits, 2, &month)) return false;
    if (!take_char(s, separator) || !take_number(s, digits, 2, &day)) return false;
    return set_day(d, (int)year, month, day);
}

/* `10:11`, `10:11:12`, `10:11:12.345`: seconds of the day. The leap second counts as the next day's first. */
static bool take_clock(Str *s, int64_t *seconds) {
    unsigned hour, minute, second = 0;
    if (!take_number(s, 1, 2, &hour) || !take_char(s, ':') || !take_number(s, 2, 2, &minute)) return false;
    if (take_char(s, ':')) {
        if (!take_number(s, 2, 2, &second)) return false;
        if (s->len > 1 && (s->p[0] == '.' || s->p[0] == ',') && ascii_digit(s->p[1])) {
            do
                *s = str_skip(*s, 1);
            while (s->len && ascii_digit(s->p[0]));
        }
    }
    *seconds = hour * 3600 + minute * 60 + second;
    return hour < 24 && minute < 60 && second <= 60;
}

/* `Z`, `UTC`, `GMT`, `+02:00`, `-0500`, `+02`, or nothing: seconds east of UTC. */
static bool take_zone(Str *s, int64_t *east) {
    *east = 0;
    if (s->len == 0) return true;
    if (take_word(s, STR("Z")) || take_word(s, STR("UTC")) || take_word(s, STR("GMT"))) return true;
    bool west = s->p[0] == '-';
    if (!take_char(s, '-') && !take_char(s, '+')) return false;
    unsigned hour, minute = 0;
    Str digits = str_head(*s, 2);
    if (!take_number(&digits, 2, 2, &hour)) return false;
    *s = str_skip(*s, 2);
    if ((take_char(s, ':') || s->len) && !take_number(s, 2, 2, &minute)) return false;
    *east = hour * 3600 + minute * 60;
    if (west) *east = -*east;
    return hour < 24 && minute < 60;
}

static bool take_time(Str *s, Date *d) {
    if (!take_word(s, STR("T")) && !take_blanks(s)) return false;
    int64_t seconds, east;
    take_blanks(s);
    if (!take_clock(s, &seconds)) return false;
    take_blanks(s);
    d->floating = s->len == 0;
    if (!take_zone(s, &east)) return false;
    d->at += seconds - east;
    d->has_time = true;
    return true;
}

bool date_parse(Str s, Date *out) {
    Date d;
    s = str_trim(s);
    if (!take_day(&s, "-/", 1, &d)) return false;
    if (s.len && !take_time(&s, &d)) return false;
    if (s.len) return false;
    *out = d;
    return true;
}

void date_settle(Date *date, int32_t east) {
    if (date->floating) date->at -= east;
    date->floating = false;
}

bool date_parse_zone(Str s, int32_t *east) {
    int64_t seconds;
    if (s.len == 0 || !take_zone(&s, &seconds) || s.len) return false;
    *east = (int32_t)seconds;
    return true;
}

/* A month by its English name or at least three letters of it; a full stop may follow. */
static bool take_month(Str *s, unsigned *month) {
    static const char *const names[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
    size_t n = 0;
    while (n < s->len && ascii_alpha(s->p[n]))
        n++;
    Str word = str_head(*s, n);
    for (unsigned m = 0; n >= 3 && m < 12; m++) {
        if (!str_eq_nocase(word, str_head(str_of(names[m]), n))) continue;
        *month = m + 1;
        *s = str_skip(*s, n);
        take_char(s, '.');
        return true;
    }
    return false;
}

/* `8 April ` */
static bool take_day_month(Str *s, unsigned *month, unsigned *day) {
    return take_number(s, 1, 2, day) && take_blanks(s) && take_month(s, month) && take_blanks(s);
}

/* `April 8, ` */
static bool take_month_day(Str *s, unsigned *month, unsigned *day) {
    if (!take_month(s, month) || !take_blanks(s) || !take_number(s, 1, 2, day)) return false;
    bool comma = take_char(s, ',');
    return take_blanks(s) || comma;
}

bool date_parse_words(Str s, Date *out) {
    s = str_trim(s);
    Date d;
    Str rest = s;
    if (take_day(&rest, "-/", 1, &d)) {
        if (rest.len == 0) *out = d;
        return rest.len == 0;
    }
    unsigned year, month, day;
    rest = s;
    bool matched = s.len && ascii_digit(s.p[0]) ? take_day_month(&rest, &month, &day)
                                                : take_month_day(&rest, &month, &day);
    if (!matched || !take_number(&rest, 4, 4, &year) || rest.len) return false;
    return set_day(out, (int)year, month, day);
}

bool date_parse_prefix(Str name, Date *out, Str *rest) {
    Date d;
    if (!take_day(&name, "-_", 2, &d)) return false;
    if (name.len && !take_char(&name, '-') && !take_char(&name, '_')) return false;
    *out = d;
    *rest = name;
    return true;
}

/* `digits` decimal digits of value, ending before `end`. */
static void put_number(char *end, int digits, unsigned value) {
    for (; digits > 0; digits--, value /= 10)
        *--end = (char)('0' + value % 10);
}

bool date_looks(Str s) {
    static const Str shape = STR("0000-00-00");
    for (size_t i = 0; i < shape.len; i++) {
        if (i >= s.len) return false;
        if (shape.p[i] == '0' ? !ascii_digit(s.p[i]) : s.p[i] != '-') return false;
    }
    return true;
}

void date_day(Date d, char out[11]) {
    put_number(out + 4, 4, (unsigned)d.year);
    put_number(out + 7, 2, d.month);
    put_number(out + 10, 2, d.day);
    out[4] = out[7] = '-';
    out[10] = '\0';
}

int64_t date_due(Date d) {
    return d.has_time ? d.at : d.at - FIRST_ZONE_SECONDS;
}

void date_rfc3339(int64_t at, char out[21]) {
    int64_t first = date_days(1, 1, 1) * DAY_SECONDS, last = (date_days(9999, 12, 31) + 1) * DAY_SECONDS - 1;
    if (at < first) at = first;
    if (at > last) at = last;
    Date d = date_of(at);
    unsigned clock = (unsigned)(at - date_days(d.year, d.month, d.day) * DAY_SECONDS);
    date_day(d, out);
    put_number(out + 13, 2, clock / 3600);
    put_number(out + 16, 2, clock / 60 % 60);
    put_number(out + 19, 2, clock % 60);
    out[10] = 'T';
    out[13] = out[16] = ':';
    out[19] = 'Z';
    out[20] = '\0';
}
