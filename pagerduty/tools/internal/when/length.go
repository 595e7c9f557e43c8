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
	units := map[string]time.Duration{"m": time.Minute, "h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour}
	var sum time.Duration
	if wholeLength().MatchString(written) {
		for _, part := range partOfLength().FindAllStringSubmatch(written, -1) {
			count, _ := strconv.Atoi(part[1]) // at most five digits
			sum += time.Duration(count) * units[part[2]]
		}
	}
	if sum <= 0 {
		return 0, fmt.Errorf("%s: %.40q is not a length of time; write 90m, 2h, 1h30m, 1d or 1w", argument, text)
	}
	return sum, nil
}
