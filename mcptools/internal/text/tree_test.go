package text_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/text"
)

func TestParseReadsWhatEncodingJSONReads(t *testing.T) {
	for _, written := range []string{
		`null`, ` true `, "\tfalse\r\n", `0`, `-1.50e+3`, `12345678901234567890`, `""`, `"a"`, `[]`, `{}`, `[ ]`, `{ }`,
		`"\\"`, `"\\\""`, `"a\"b\\c\/\n"`, `"\u00e9\ud83d\udd25\ud83d"`, "\"\xff\u00e9\"",
		`[1,"a" , null,[true],{"b":[]}]`, `{"a":1, "b" :{"c":[2,{}]},"d":"]}","\u0065":null}`,
	} {
		v, err := text.Parse([]byte(written), 10)
		if err != nil {
			t.Errorf("%s: %v", written, err)
			continue
		}
		if got, want := decode(t, v.AppendJSON(nil)), decode(t, []byte(written)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s was read as %v, want %v", written, got, want)
		}
	}
}

func decode(t *testing.T, written []byte) (content any) {
	t.Helper()
	tokens := json.NewDecoder(strings.NewReader(string(written)))
	tokens.UseNumber()
	if err := tokens.Decode(&content); err != nil {
		t.Fatalf("%s: %v", written, err)
	}
	return content
}

func TestParseRefusesInvalidAndDeepJSON(t *testing.T) {
	for written, want := range map[string]string{
		``: "unexpected end", ` `: "unexpected end", `{`: "unexpected end", `[1,]`: "invalid character", `{"a":1,}`: "invalid character",
		`"a`: "unexpected end", `01`: "invalid character", `1 2`: "invalid character", `[[[1]]]`: "too deeply", `{"a":[{}]}`: "too deeply",
	} {
		if v, err := text.Parse([]byte(written), 2); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is %v (error %v), want an error with %q", written, v, err, want)
		}
	}
}
