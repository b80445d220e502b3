/* Dates as authors write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/date.h"

static void assert_day(Date d, int year, int month, int day) {
    assert_int_equal(d.year, year);
    assert_int_equal(d.month, month);
    assert_int_equal(d.day, day);
}

/* 2019-01-02 00:00 UTC is 1546387200. */
static void SRC_04_forms_with_and_without_time_and_zone(void **state) {
    (void)state;
    static const struct {
        Str text;
        int64_t at;
    } cases[] = {
        {STR("2019-01-02T10:11:12Z"), 1546423872},
        {STR("2019-01-02t10:11:12z"), 1546423872},
        {STR("2019-01-02 10:11:12 UTC"), 1546423872},
        {STR("2019-01-02 10:11:12"), 1546423872},
        {STR("2019/01/02 10:11:12"), 1546423872},
        {STR("2019-1-2 10:11:12"), 1546423872},
        {STR("2019-01-02 10:11:12.999999 GMT"), 1546423872},
        {STR("2019-01-02 10:11:12 -0500"), 1546423872 + 5 * 3600},
        {STR("2019-01-02T10:11:12-05:00"), 1546423872 + 5 * 3600},
        {STR("2019-01-02 10:11:12 +0200"), 1546423872 - 2 * 3600},
        {STR("2019-01-02T10:11:12.5+05:30"), 1546423872 - 5 * 3600 - 1800},
        {STR("2019-01-02 10:11:12 +02"), 1546423872 - 2 * 3600},
        {STR("2019-01-02T10:11Z"), 1546423860},
        {STR("2019-01-02 9:05"), 1546387200 + 9 * 3600 + 300},
        {STR("2019-01-01T23:59:60Z"), 1546387200},
        {STR("  2019-01-02 10:11:12 \r\n"), 1546423872},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Date d;
        assert_true(date_parse(cases[i].text, &d));
        assert_true(d.at == cases[i].at);
        assert_true(d.has_time);
        assert_day(d, 2019, 1, cases[i].at < 1546387201 ? 1 : 2);
    }
}

static void the_day_is_as_written_whatever_the_zone(void **state) {
    (void)state;
    Date d;
    assert_true(date_parse(STR("2024-04-08 23:30 -0800"), &d));
    assert_day(d, 2024, 4, 8);
    assert_true(d.at == 19822 * 86400 + 7 * 3600 + 1800);
}

static void a_day_alone_has_no_time(void **state) {
    (void)state;
    const Str texts[] = {STR("2024-04-08"), STR("2024/04/08"), STR(" 2024-4-8 ")};
    for (size_t i = 0; i < 3; i++) {
        Date d;
        assert_true(date_parse(texts[i], &d));
        assert_day(d, 2024, 4, 8);
        assert_false(d.has_time);
        assert_true(d.at == 19821 * 86400);
    }
}

static void what_is_no_date_is_refused_and_leaves_the_result_alone(void **state) {
    (void)state;
    const Str bad[] = {
        STR(""),
        STR("2023-02-29"),
        STR("2023-02-30"),
        STR("1900-02-29"),
        STR("2024-04-31"),
        STR("2024-13-01"),
        STR("2024-00-10"),
        STR("2024-10-00"),
        STR("0000-01-01"),
        STR("24-04-08"),
        STR("02024-04-08"),
        STR("2024-004-08"),
        STR("2024-04/08"),
        STR("2024.04.08"),
        STR("2024-04"),
        STR("2024-04-08x"),
        STR("2024-04-08 24:00"),
        STR("2024-04-08 10:60"),
        STR("2024-04-08 10:10:61"),
        STR("2024-04-08 10"),
        STR("2024-04-08T"),
        STR("2024-04-08 10:10:"),
        STR("2024-04-08 10:10:10."),
        STR("2024-04-08 10:10 +"),
        STR("2024-04-08 10:10 +2"),
        STR("2024-04-08 10:10 +02:"),
        STR("2024-04-08 10:10 +02:0"),
        STR("2024-04-08 10:10 +020"),
        STR("2024-04-08 10:10 +02000"),
        STR("2024-04-08 10:10 +24:00"),
        STR("2024-04-08 10:10 Europe"),
        STR("2024-04-08 10:10 Z Z"),
        STR("-2024-04-08"),
        STR("next week"),
        STR("99999999999999999999-01-01"),
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Date d = {.year = 7};
        if (date_parse(bad[i], &d)) fail_msg("%.*s", STR_FMT(bad[i]));
        assert_int_equal(d.year, 7);
    }
}

static void leap_years(void **state) {
    (void)state;
    Date d;
    assert_true(date_parse(STR("2024-02-29"), &d));
    assert_true(date_parse(STR("2000-02-29"), &d));
    assert_true(d.at == (int64_t)11016 * 86400);
}

static void SRC_06_a_text_that_is_nothing_but_a_date(void **state) {
    (void)state;
    const Str good[] = {
        STR("2024-04-08"),   STR("2024/4/8"),     STR("April 8, 2024"), STR("april 08, 2024"),
        STR("8 April 2024"), STR("8 APRIL 2024"), STR("Apr 8, 2024"),   STR("Apr. 8, 2024"),
        STR("8 apr. 2024"),  STR("April 8 2024"), STR("April 8,2024"),  STR(" 8  Apr 2024 "),
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        Date d;
        if (!date_parse_words(good[i], &d)) fail_msg("%.*s", STR_FMT(good[i]));
        assert_day(d, 2024, 4, 8);
        assert_false(d.has_time);
    }
    Date d;
    assert_true(date_parse_words(STR("Sept. 30, 2021"), &d));
    assert_day(d, 2021, 9, 30);
    assert_true(date_parse_words(STR("29 Feb 2024"), &d));
}

static void SRC_06_a_text_that_is_more_or_less_than_a_date(void **state) {
    (void)state;
    const Str bad[] = {
        STR("2024-04-08 10:00"),
        STR("On April 8, 2024"),
        STR("April 8, 2024 in town"),
        STR("April 2024"),
        STR("8 Ap 2024"),
        STR("April 31, 2024"),
        STR("29 Feb 2023"),
        STR("8 Aprilis 2024"),
        STR("April8, 2024"),
        STR("8April 2024"),
        STR("8 April2024"),
        STR("April 8, 24"),
        STR("April 82024"),
        STR("Monday"),
        STR("8"),
        STR(""),
        STR("April 8, 2024."),
        STR("123 April 2024"),
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Date d;
        if (date_parse_words(bad[i], &d)) fail_msg("%.*s", STR_FMT(bad[i]));
    }
}

static void SRC_06_a_date_before_a_file_name(void **state) {
    (void)state;
    Date d;
    Str rest;
    assert_true(date_parse_prefix(STR("2024-04-08-hello"), &d, &rest));
    assert_day(d, 2024, 4, 8);
    assert_true(str_eq(rest, STR("hello")));
    assert_true(date_parse_prefix(STR("2024_04_08_a-b"), &d, &rest));
    assert_true(str_eq(rest, STR("a-b")));
    assert_true(date_parse_prefix(STR("2024-04-08_x"), &d, &rest));
    assert_true(str_eq(rest, STR("x")));
    assert_true(date_parse_prefix(STR("2024-04-08"), &d, &rest));
    assert_int_equal(rest.len, 0);
    const Str bad[] = {STR("2024-4-8-x"), STR("2024-04-081"),  STR("2024-04-08x"),  STR("2024-04_08-x"),
                       STR("2024/04/08"), STR("2024-02-30-x"), STR("x-2024-04-08"), STR("2024-04")};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(date_parse_prefix(bad[i], &d, &rest));
}

static void SRC_07_a_day_has_come_when_it_began_anywhere(void **state) {
    (void)state;
    Date d;
    assert_true(date_parse(STR("2019-01-02"), &d));
    assert_true(date_due(d) == 1546387200 - 14 * 3600);
    assert_true(date_parse(STR("2019-01-02 00:00 UTC"), &d));
    assert_true(date_due(d) == 1546387200);
}

static void days_and_dates_agree_over_all_years(void **state) {
    (void)state;
    assert_true(date_days(1970, 1, 1) == 0);
    assert_true(date_days(2024, 4, 8) == 19821);
    assert_true(date_days(1, 1, 1) == -719162);
    assert_true(date_days(9999, 12, 31) == 2932896);
    Date last = date_of(date_days(1, 1, 1) * 86400);
    assert_day(last, 1, 1, 1);
    for (int64_t day = -719161; day <= 2932896; day += 13) {
        Date d = date_of(day * 86400 + 86399);
        if (date_days(d.year, d.month, d.day) != day) fail_msg("day %d", (int)day);
    }
    assert_false(date_is_set(date_of(INT64_MAX)));
    assert_false(date_is_set(date_of(INT64_MIN)));
}

static void a_day_is_followed_by_the_next_of_its_calendar(void **state) {
    (void)state;
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t at = date_days(1599, 1, 1) * 86400;
    for (int year = 1599; year <= 2001; year++)
        for (int month = 1; month <= 12; month++) {
            bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            for (int day = 1; day <= lengths[month - 1] + (month == 2 && leap); day++, at += 86400)
                assert_day(date_of(at), year, month, day);
        }
}

static void moments_before_1970_belong_to_their_day(void **state) {
    (void)state;
    assert_day(date_of(-1), 1969, 12, 31);
    assert_day(date_of(-86400), 1969, 12, 31);
    assert_day(date_of(-86401), 1969, 12, 30);
}

static void writing(void **state) {
    (void)state;
    char day[11], moment[21];
    Date d;
    assert_true(date_parse(STR("2019-1-2"), &d));
    date_day(d, day);
    assert_string_equal(day, "2019-01-02");
    date_day((Date){0}, day);
    assert_string_equal(day, "0000-00-00");
    date_rfc3339(1546423872, moment);
    assert_string_equal(moment, "2019-01-02T10:11:12Z");
    date_rfc3339(-1, moment);
    assert_string_equal(moment, "1969-12-31T23:59:59Z");
    date_rfc3339(INT64_MAX, moment);
    assert_string_equal(moment, "9999-12-31T23:59:59Z");
    date_rfc3339(INT64_MIN, moment);
    assert_string_equal(moment, "0001-01-01T00:00:00Z");
}

/* [timezone] is for times that say no zone, and for no other date (SRC-04). */
static void zones_of_times_without_one(void **state) {
    (void)state;
    static const struct {
        const char *date;
        int64_t moved;
    } cases[] = {
        {"2024-04-08 10:11", -7200}, {"2024-04-08T10:11:12.5", -7200}, {"2024-04-08", 0},
        {"2024-04-08 10:11Z", 0},    {"2024-04-08 10:11 +0000", 0},    {"2024-04-08 10:11:12 UTC", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Date date = {0};
        assert_true(date_parse(str_of(cases[i].date), &date));
        int64_t at = date.at;
        date_settle(&date, 7200);
        assert_int_equal(date.at - at, cases[i].moved);
        date_settle(&date, 7200);
        assert_int_equal(date.at - at, cases[i].moved);
    }
    int32_t east = 1;
    assert_true(date_parse_zone(STR("-0530"), &east));
    assert_int_equal(east, -(5 * 3600 + 30 * 60));
    assert_true(date_parse_zone(STR("UTC"), &east));
    assert_int_equal(east, 0);
    static const char *const bad[] = {"", "CET", "+2", "+24:00", "+02:60", "+02:00x", " UTC"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(date_parse_zone(str_of(bad[i]), &east));
}

static void sub_07_what_looks_like_a_day(void **state) {
    (void)state;
    static const char *const days[] = {"2024-01-02", "2024-13-01-c.txt", "0000-00-00 x", "2024-01-021"};
    static const char *const others[] = {"",           "2024-01-0",   "2024/01/02",
                                         "2024-1-002", " 2024-01-02", "2024-01-x2"};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        assert_true(date_looks(str_of(days[i])));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(date_looks(str_of(others[i])));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sub_07_what_looks_like_a_day),
        cmocka_unit_test(zones_of_times_without_one),
        cmocka_unit_test(SRC_04_forms_with_and_without_time_and_zone),
        cmocka_unit_test(the_day_is_as_written_whatever_the_zone),
        cmocka_unit_test(a_day_alone_has_no_time),
        cmocka_unit_test(what_is_no_date_is_refused_and_leaves_the_result_alone),
        cmocka_unit_test(leap_years),
        cmocka_unit_test(SRC_06_a_text_that_is_nothing_but_a_date),
        cmocka_unit_test(SRC_06_a_text_that_is_more_or_less_than_a_date),
        cmocka_unit_test(SRC_06_a_date_before_a_file_name),
        cmocka_unit_test(SRC_07_a_day_has_come_when_it_began_anywhere),
        cmocka_unit_test(days_and_dates_agree_over_all_years),
        cmocka_unit_test(a_day_is_followed_by_the_next_of_its_calendar),
        cmocka_unit_test(moments_before_1970_belong_to_their_day),
        cmocka_unit_test(writing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
