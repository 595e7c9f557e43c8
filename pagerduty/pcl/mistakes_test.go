package pcl_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/pcl"
)

// TestMistakes: ¦ marks the place that the error names; the message says what to write.
func TestMistakes(t *testing.T) {
	t.Parallel()
	for marked, want := range map[string]string{
		`event.summary ¦equals 'x'`:                            "Write ==",
		`event.summary ¦is 'x'`:                                "Write ==",
		`event.summary ¦= 'x'`:                                 "Write ==",
		`event.summary ¦=== 'x'`:                               "Write ==",
		`event.summary ¦!= 'x'`:                                "not PATH == 'TEXT'",
		`event.summary ¦<> 'x'`:                                "not PATH == 'TEXT'",
		`event.summary ¦not_equals 'x'`:                        "not PATH == 'TEXT'",
		`event.summary ¦contains 'x'`:                          "matches part 'TEXT'",
		`event.summary ¦not contains 'x'`:                      "not PATH matches part 'TEXT'",
		`event.summary ¦does not contain 'x'`:                  "not PATH matches part 'TEXT'",
		`event.summary ¦matches_part 'x'`:                      "matches part 'TEXT'",
		`event.summary ¦like '%x%'`:                            "matches part 'TEXT'",
		`¦contains(event.summary, 'x')`:                        "matches part 'TEXT'",
		`¦startsWith(event.summary, 'x')`:                      "matches regex '^TEXT'",
		`event.summary ¦starts with 'x'`:                       "matches regex '^TEXT'",
		`event.summary ¦starts_with 'x'`:                       "matches regex '^TEXT'",
		`event.summary ¦ends with 'x'`:                         `matches regex 'TEXT\z'`,
		`event.summary ¦=~ 'x'`:                                "matches regex 'PATTERN'",
		`event.summary ¦regex 'x'`:                             "matches regex 'PATTERN'",
		`event.summary matches regex ¦/x/`:                     "in single quotes",
		`event.summary matches regex ¦"x"`:                     "single quotes",
		`event.summary matches regex ¦event.x`:                 "in single quotes",
		`event.summary == ¦"x"`:                                "single quotes: 'TEXT'",
		`event.summary == ¦“x”`:                                "single quotes: 'TEXT'",
		`event[¦"summary"] exists`:                             "single quotes: 'TEXT'",
		`event.summary == ¦'it`:                                "not closed",
		`event.summary == 'it'¦s'`:                             `\' for a quote`,
		`event.a exists ¦AND event.b exists`:                   "small letters: and",
		`¦NOT event.a exists`:                                  "small letters: not",
		`event.a == ¦True`:                                     "small letters: true",
		`event.a exists ¦&& event.b exists`:                    "Write and",
		`event.a exists ¦|| event.b exists`:                    "Write or",
		`¦!event.a exists`:                                     "Write not",
		`event.a == ¦null`:                                     "not PATH exists",
		`event.a ¦exist`:                                       "Write exists",
		`event.severity ¦in ['critical', 'error']`:             "PATH == 'A' or PATH == 'B'",
		`event.severity == ¦['critical']`:                      "PATH == 'A' or PATH == 'B'",
		`event.a ¦+ 1 > 2`:                                     "no arithmetic",
		`event.a > ¦.5`:                                        "0.5",
		`event.a > ¦5.`:                                        "both sides of the point",
		`event.a > ¦1e5`:                                       "4.5e10",
		`event.a > ¦1.0E5`:                                     "4.5e10",
		`event.a > ¦9223372036854775808`:                       "beyond 64 bits",
		`event.a > ¦1.0e400`:                                   "beyond 64 bits",
		`event.custom_details.¦namespace exists`:               "['namespace']",
		`event.custom_details.disk¦-name exists`:               "['disk-name']",
		`event.custom_details.gr¦öße exists`:                   "in brackets",
		`event.images.¦0.src exists`:                           "[0]",
		`event.¦ exists`:                                       "comes a name",
		`event.images[¦x] exists`:                              "In brackets",
		`event.images[0 ¦exists`:                               "] is missing",
		`¦$.event.summary exists`:                              "event.summary",
		`¦{{event.summary}} exists`:                            "without braces",
		`¦import.x exists`:                                     "reserved",
		`event.a exists and ¦`:                                 "value is missing",
		`event.a exists and ¦or event.b exists`:                "value is missing",
		`event.a == ¦)`:                                        "value is missing",
		`event.a exists¦)`:                                     "no opening parenthesis",
		`¦(event.a exists`:                                     "not closed",
		`'x' ¦exists`:                                          "behind a path",
		`event.a == 1 ¦== true`:                                "in parentheses",
		`¦'x'`:                                                 "compare this value",
		`((¦trigger_count over 1 hour))`:                       "compare this value",
		`¦now`:                                                 "compare this value",
		`event.a ¦'x'`:                                         "operator is missing",
		`event.a matches ¦part regex 'x'`:                      "not both",
		`event.a matches exactly ¦part 'x'`:                    "matches part exactly",
		`trigger_count ¦> 5`:                                   "trigger_count over 10 minutes > 5",
		`trigger_count over ¦10 > 5`:                           "1 hour 30 minutes",
		`trigger_count over ¦0 minutes > 5`:                    "positive",
		`trigger_count over 1 hour ¦2 hours > 5`:               "once at most",
		`now > ¦2021-12-04`:                                    "2021-12-04 19:00:42 America/Los_Angeles",
		`now > ¦2021-02-30 00:00:00 Etc/UTC`:                   "no such date",
		`now > 2021-02-03 00:00:00 ¦PST`:                       "America/New_York",
		`now > 2021-02-03 00:00:00 ¦Local`:                     "America/New_York",
		`now in ¦2021-02-03 00:00:00 Etc/UTC`:                  "Mon,Tue,Wed",
		`now in ¦Monday 09:00:00 to 17:00:00 Etc/UTC`:          "The days are",
		`now in Mon¦-Fri 09:00:00 to 17:00:00 Etc/UTC`:         "no ranges",
		`now in Mon,¦ Tue 09:00:00 to 17:00:00 Etc/UTC`:        "no spaces",
		`now in Mon ¦09:00 to 17:00 Etc/UTC`:                   "09:00:00",
		`now in Mon ¦24:00:00 to 17:00:00 Etc/UTC`:             "23:59:59",
		`now in Mon 09:00:00 ¦- 17:00:00 Etc/UTC`:              "stands to",
		`now in Mon 09:00:00 to 17:00:00¦`:                     "time zone is missing",
		`event.a matches regex ¦'(?=x)'`:                       "look-ahead",
		`event.a matches regex ¦'(x)\1'`:                       "references to groups",
		`event.a matches regex ¦'['`:                           "RE2",
		`¦`:                                                    "empty",
		"event.a == '" + strings.Repeat("ü", 3) + "' ¦\xff":    "UTF-8",
		`event.a` + strings.Repeat(".a", 30) + `¦.a exists`:    "32 elements",
		`event.a == ¦'` + strings.Repeat("x", 1025) + `'`:      "1025 bytes",
		strings.Repeat("(", 32) + `¦(true` + repeated(")", 33): "32 levels",
		`event.a == 'x'` + repeated(" ", 2034) + `¦ `:          "2049 bytes",
		`¦true` + repeated(" and true", mostFactors):           "65 factors",
	} {
		condition := strings.Replace(marked, "¦", "", 1)
		_, err := pcl.Parse(condition)
		wrong, ok := errors.AsType[*pcl.SyntaxError](err)
		if !ok {
			t.Errorf("%s: %v", condition, err)
			continue
		}
		if before := strings.Index(marked, "¦"); wrong.Offset != before || wrong.Unsure || !strings.Contains(wrong.Message, want) || !strings.HasPrefix(condition[before:], wrong.Near) {
			t.Errorf("%.100s: %+v at %d, want %q at %d", condition, wrong, wrong.Offset, want, before)
		}
		if place := fmt.Sprintf("character %d,", len([]rune(condition[:wrong.Offset]))+1); !strings.HasPrefix(wrong.Error(), place) {
			t.Errorf("%v does not begin with %q", wrong, place)
		}
	}
}

const mostFactors = 64

func repeated(text string, count int) string { return strings.Repeat(text, count) }

// What PagerDuty's page does not rule out is marked.
func TestWhatMayBeRight(t *testing.T) {
	t.Parallel()
	for _, condition := range []string{
		`event.a resembles 'x'`, `hash(event.a) == 1`, `event.list[-1] exists`, `now > 2021-12-04 00:00:00 Mars/Olympus`,
		`event.a matches regex '\C'`, `event.a matches regex '\p{Later}'`,
		`(true)` + repeated(" and true", mostFactors), `trigger_count over 999999999999999999 days > 1`,
	} {
		if wrong := refuse(t, condition); wrong != nil && !wrong.Unsure {
			t.Errorf("%s: %+v", condition, wrong)
		}
	}
}

// What is just within a limit is accepted.
func TestLimitsCanBeReached(t *testing.T) {
	t.Parallel()
	for _, condition := range []string{
		`event` + repeated(".a", 31) + ` exists`,
		`event.a == '` + repeated("x", 1024) + `'`,
		`event.a == '` + repeated(`\'`, 1010) + `'`,
		repeated("(", 32) + `true` + repeated(")", 32),
		`event.a == 'x'` + repeated(" ", 2034),
		`true` + repeated(" or true", mostFactors-1),
		`(true) and ((true))`,
		repeated("(true) or ", 40) + "true",
		repeated("not ", 510) + "true",
		`event.a == 9223372036854775807 or event.a == -9223372036854775808`,
	} {
		if _, err := pcl.Parse(condition); err != nil {
			t.Errorf("%.100s: %v", condition, err)
		}
	}
}
