package response

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// PagerDuty's limits for a field.
const (
	maxFieldText   = 200 // characters
	maxFieldValues = 10
)

// valueOf returns the texts as a value of a field; nil to clear it.
func valueOf(times *when.Parser, f pagerduty.IncidentField, texts []string) (any, error) {
	if len(texts) == 0 || len(texts) == 1 && strings.TrimSpace(texts[0]) == "" {
		return nil, nil
	}
	if len(texts) == 1 && holdsSeveral(f) {
		texts = listed(f, texts[0])
	}
	if len(texts) > 1 && !holdsSeveral(f) {
		return nil, fmt.Errorf("%s holds one value, not %d", f.Name, len(texts))
	}
	if len(texts) > maxFieldValues {
		return nil, fmt.Errorf("%s holds at most %d values, not %d", f.Name, maxFieldValues, len(texts))
	}
	values := []any{}
	for _, text := range texts {
		value, err := oneValue(times, f, strings.TrimSpace(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		if !slices.Contains(values, value) { // PagerDuty refuses a value that is there twice
			values = append(values, value)
		}
	}
	if holdsSeveral(f) {
		return values, nil
	}
	return values[0], nil
}

// listed returns the options that one text lists, such as "eu-west-1,us-east-1". Any other text is one value: a comma may belong to it.
func listed(f pagerduty.IncidentField, text string) []string {
	if _, err := optionNamed(f, text); err == nil || !strings.HasSuffix(f.FieldType, "_fixed") {
		return []string{text}
	}
	var values []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		if _, err := optionNamed(f, part); err != nil {
			return []string{text}
		}
		values = append(values, part)
	}
	if values == nil {
		return []string{text}
	}
	return values
}

// withoutSeparators returns how to write a number such as 1,200; "" if text is no such number.
func withoutSeparators(text string) string {
	if !thousands().MatchString(text) {
		return ""
	}
	return "; write " + strings.Map(func(r rune) rune {
		if strings.ContainsRune(" ,_'", r) {
			return -1
		}
		return r
	}, text)
}

var thousands = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^-?\d{1,3}([ ,_']\d{3})+(\.\d+)?$`) })

// oneValue returns a text as a value of the field's type.
func oneValue(times *when.Parser, f pagerduty.IncidentField, text string) (any, error) {
	if strings.HasSuffix(f.FieldType, "_fixed") {
		return optionNamed(f, text)
	}
	wrong := func(wanted string) error { return fmt.Errorf("%.60q is not %s", text, wanted) }
	switch f.DataType {
	case "integer":
		number, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, wrong("a whole number" + withoutSeparators(text))
		}
		return number, nil
	case "float":
		if _, err := strconv.ParseFloat(text, 64); err != nil || !json.Valid([]byte(text)) {
			return nil, wrong("a number" + withoutSeparators(text))
		}
		return json.Number(text), nil
	case "boolean":
		value, known := map[string]bool{"true": true, "yes": true, "false": false, "no": false}[strings.ToLower(text)]
		if !known {
			return nil, wrong("true or false")
		}
		return value, nil
	case "datetime":
		moment, err := times.Parse("the time", text)
		if err != nil {
			return nil, err
		}
		return moment.Format(time.RFC3339), nil
	case "url":
		if address, err := url.Parse(text); err != nil || address.Scheme != "https" && address.Scheme != "http" || address.Host == "" {
			return nil, wrong("a web address")
		}
	}
	if utf8.RuneCountInString(text) > maxFieldText {
		return nil, fmt.Errorf("the text has %d characters, and at most %d are possible", utf8.RuneCountInString(text), maxFieldText)
	}
	return text, nil
}

// optionNamed returns the option that a text means, without regard to case.
func optionNamed(f pagerduty.IncidentField, text string) (any, error) {
	options := optionsOf(f)
	if slices.Contains(options, text) || len(options) == 0 { // PagerDuty decides if it sent none
		return text, nil
	}
	if at := slices.IndexFunc(options, func(option string) bool { return strings.EqualFold(option, text) }); at >= 0 {
		return options[at], nil
	}
	return nil, errors.New(strconv.Quote(text) + " is not an option. The options are " + strings.Join(options, ", "))
}
