/* Dates as authors write them (SRC-04, SRC-06). */
#ifndef LEDA_BASE_DATE_H
#define LEDA_BASE_DATE_H

#include "base/str.h"

typedef struct Date {
    int64_t at;         /* seconds since 1970-01-01 UTC; midnight UTC of the day when has_time is false */
    int16_t year;       /* the calendar day as written, 1 to 9999; year 0: no date */
    uint8_t month, day; /* from 1 */
    bool has_time;
    bool floating; /* its time has no zone and was taken as UTC's */
} Date;

static inline bool date_same(Date a, Date b) {
    bool day = a.year == b.year && a.month == b.month && a.day == b.day;
    return day && a.at == b.at && a.has_time == b.has_time && a.floating == b.floating;
}

static inline bool date_is_set(Date d) {
    return d.year != 0;
}

/* Reads RFC 3339, `2019-01-02 10:11:12 -0500`, `2019-01-02T10:11Z`, `2019/01/02`, with or without time, zone,
 * seconds, fraction; month, day and hour also with one digit; the whole of s but for blanks around it.
 * Without a zone UTC. A day alone takes no zone. False: not a date that exists, *out is left alone. */
bool date_parse(Str s, Date *out);

/* Gives a floating date the zone that it was meant in, in seconds east of UTC [timezone]; no other changes.
 */
void date_settle(Date *date, int32_t east);

/* A zone: `UTC`, `Z`, `+02:00`, `-0500`, `+02`. Seconds east of UTC, less than a day. False: not one. */
bool date_parse_zone(Str s, int32_t *east);

/* A text that is nothing but a date: `2024-04-08`, `2024/04/08`, `April 8, 2024`, `8 April 2024`, months also
 * by their first three letters or more (with or without a full stop), any case (SRC-06). */
bool date_parse_words(Str s, Date *out);

/* A date at the beginning of a file name: `2024-04-08-`, `2024_04_08_`, or the whole name (SRC-06). *rest is
 * the name without it. */
bool date_parse_prefix(Str name, Date *out, Str *rest);

/* True when s begins with what looks like a day, `2024-13-01` too: feed readers take the label of a link that
 * does for an entry without asking whether that day exists (SUB-04, SUB-07). */
bool date_looks(Str s);

/* `YYYY-MM-DD` and a NUL. */
void date_day(Date d, char out[11]);

/* The second at which the date has come: its moment, or, without a time, when that day has begun anywhere
 * (UTC+14) (SRC-07). */
int64_t date_due(Date d);

/* Days since 1970-01-01 of a civil date; the date of a second in UTC, unset outside the years 1 to 9999. */
int64_t date_days(int year, unsigned month, unsigned day);
Date date_of(int64_t at);

/* `YYYY-MM-DDTHH:MM:SSZ` and a NUL (RFC 3339). */
void date_rfc3339(int64_t at, char out[21]);

#endif
