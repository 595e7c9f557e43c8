package when

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The expressions are compiled when they are needed, since every start would wait for them.
var (
	wholeLength = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(\d{1,5} ?(m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?) ?)+$`)
	})
	partOfLength = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(\d+) ?([a-z])`) })
)

// Length reads a length of time such as 90m, 2h, 1h30m or 1d. argument is the name of the argument, for the error.
func Length(argument, text string) (time.Duration, error) {
	written := strings.ToLower(strings.TrimSpace(text))
	days, clock, _ := readLength(written)
	sum := time.Duration(days)*24*time.Hour + clock
	switch {
	case sum > 0:
		return sum, nil
	case written != "" && len(written) <= 5 && strings.Trim(written, "0123456789") == "":
		return 0, fmt.Errorf("%s: %q has no unit; write %sm or %sh", argument, written, written, written)
	}
	return 0, fmt.Errorf("%s: %.40q is not a length of time; write 90m, 2h, 1h30m, 1d or 1w", argument, text)
}

// readLength reads a length of time in lower-case letters.
func readLength(text string) (days int, clock time.Duration, ok bool) {
	if !wholeLength().MatchString(text) {
		return 0, 0, false
	}
	for _, part := range partOfLength().FindAllStringSubmatch(text, -1) {
		count, _ := strconv.Atoi(part[1]) // at most five digits
		switch part[2] {
		case "m":
			clock += time.Duration(count) * time.Minute
		case "h":
			clock += time.Duration(count) * time.Hour
		case "d":
			days += count
		case "w":
			days += 7 * count
		}
	}
	return days, clock, true
}
