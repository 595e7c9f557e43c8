package when

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// zoneNamed returns the zone with a name whose letters may have the wrong case. The names with the usual case come first, since some
// machines find a zone by any.
func zoneNamed(name string) (*time.Location, bool) {
	lower := strings.ToLower(name)
	if slices.Contains([]string{"", "local", "localtime", "posixrules"}, lower) { // the zone of the machine
		return nil, false
	}
	region, place, _ := strings.Cut(lower, "/")
	spellings := []string{name, titled(lower), titled(region) + "/" + strings.ToUpper(place), strings.ToUpper(region) + "/" + titled(place)}
	switch {
	case place == "":
		spellings = []string{strings.ToUpper(name), titled(lower), name}
	case name == lower:
		spellings = spellings[1:]
	}
	for _, spelling := range spellings {
		if zone, err := time.LoadLocation(spelling); err == nil {
			return zone, true
		}
	}
	return nil, false
}

// titled returns the name of a place with its usual capitals, such as New_York or Port_of_Spain.
func titled(lower string) string {
	small := []string{"of", "es", "au"}
	var written strings.Builder
	for word := range strings.SplitSeq(strings.NewReplacer("/", "/ ", "_", "_ ", "-", "- ").Replace(lower), " ") {
		if !slices.Contains(small, strings.TrimRight(word, "_-")) && word != "" {
			word = strings.ToUpper(word[:1]) + word[1:]
		}
		written.WriteString(word)
	}
	return written.String()
}

var offsetZone = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)^(?:utc|gmt)? ?([+-])0?(\d{1,2})(?::?00)?$`) })

// zonesLike returns the names of zones that may be meant by what is no name of one.
func zonesLike(text string) string {
	text = strings.TrimSpace(text)
	if offset := offsetZone().FindStringSubmatch(text); offset != nil {
		if hours, _ := strconv.Atoi(offset[2]); hours > 0 && hours <= 12 {
			reversed := map[string]string{"+": "-", "-": "+"}[offset[1]]
			return "the zone of a place, such as Europe/Berlin, or Etc/GMT" + reversed + offset[2] + ", whose sign is the reverse"
		}
	}
	if zones := abbreviations[strings.ToUpper(text)]; zones != "" {
		return zones
	}
	for _, region := range []string{"Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Indian"} {
		if zone, ok := zoneNamed(region + "/" + strings.ReplaceAll(text, " ", "_")); ok {
			return zone.String()
		}
	}
	return "one such as Europe/Berlin or UTC"
}

// abbreviations are those that people write for the time of a place and that name no zone.
var abbreviations = map[string]string{
	"PST": "America/Los_Angeles", "PDT": "America/Los_Angeles", "PT": "America/Los_Angeles",
	"MDT": "America/Denver", "MT": "America/Denver",
	"CST": "America/Chicago or Asia/Shanghai", "CDT": "America/Chicago", "CT": "America/Chicago",
	"EDT": "America/New_York", "ET": "America/New_York",
	"BST": "Europe/London", "CEST": "Europe/Berlin or the zone of another place", "EEST": "Europe/Kyiv or the zone of another place",
	"IST": "Asia/Kolkata, Europe/Dublin or Asia/Jerusalem", "JST": "Asia/Tokyo", "SGT": "Asia/Singapore",
	"AEST": "Australia/Sydney or Australia/Brisbane", "AEDT": "Australia/Sydney", "NZST": "Pacific/Auckland", "NZDT": "Pacific/Auckland",
}
