package mcptools_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

func TestClean(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, want string }{
		{"plain", "Disk 90 % full", "Disk 90 % full"},
		{"lines and tabs", "a\n\tb", "a\n\tb"},
		{"control", "a\x00\x07\x1b[31mb\r\nc\x7f\u0085", "a[31mb\nc"},
		{"line separators", "a\u2028b\u2029c", "a\nb\nc"},
		{"direction", "a\u202eb\u2066c\u200ed\u061ce", "abcde"},
		{"zero width", "a\u200bb\u200cc\u200dd\u2060e\ufefff", "abcdef"},
		{"soft hyphen", "inci\u00addent", "incident"},
		{"tags", "hi\U000e0001\U000e0068\U000e0069\U000e007f\U000e0fff", "hi"},
		{"fillers", "a\u3164b\u115fc\uffa0d\u034fe\u17b4f\u2800", "abcdef\u2800"},
		{"variation selectors", "a\ufe0fb\ufe00c\U000e0100d\u180be", "abcde"},
		{"emoji", "🔥 down 👍🏽", "🔥 down 👍🏽"},
		{"emoji with selector", "❤️ ☎️ ⚠️", "❤️ ☎️ ⚠️"},
		{"selector twice", "❤\ufe0f\ufe0f!", "❤️!"},
		{"keycap", "1️⃣", "1️⃣"},
		{"family", "👩‍👩‍👧 👩‍💻 🏳️‍🌈 ❤️‍🔥", "👩‍👩‍👧 👩‍💻 🏳️‍🌈 ❤️‍🔥"},
		{"joiner that joins nothing", "👩\u200d! a\u200d👩 👩\u200d", "👩! a👩 👩"},
		{"joiner with something invisible", "👩\u200d\u202e\u200d👧", "👩\u200d👧"},
		{"private use", "\ue000\U000f0000", "\ue000\U000f0000"},
		{"invalid UTF-8", "a\xffb\xc3", "a\ufffdb\ufffd"},
		{"letters", "é ß 日本 العربية \u0600 ไทย", "é ß 日本 العربية \u0600 ไทย"},
	} {
		if got := mcptools.Clean(c.in, 100); got != c.want {
			t.Errorf("%s: %+q becomes %+q, want %+q", c.name, c.in, got, c.want)
		}
	}
}

func TestCleanCuts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   string
		max  int
		want string
	}{
		{"0123456789", 10, "0123456789"},
		{"01234567890", 10, "01234…[+6]"},
		{"éééééééééééé", 10, "ééééé…[+7]"},
		{strings.Repeat("x", 1000), 10, "xxx…[+997]"},
		{"❤️❤️❤️❤️❤️❤️", 10, "❤️❤️❤…[+7]"},
		{"abc👩\u200d👩 and so on and on", 10, "abc👩…[+19]"},
		{"ab\u200b\u200b\u200b\u200bc", 3, "abc"},
		{"abcdef", 3, "abc"},
		{"abcdef", 0, ""},
	} {
		if got := mcptools.Clean(c.in, c.max); got != c.want {
			t.Errorf("%q cut to %d is %q, want %q", c.in, c.max, got, c.want)
		}
	}
}

// checkCleaned checks what has to hold for every text.
func checkCleaned(t *testing.T, in string, most int) {
	t.Helper()
	got := mcptools.Clean(in, most)
	if !utf8.ValidString(got) {
		t.Fatalf("%+q becomes %+q, which is no valid UTF-8", in, got)
	}
	if count := utf8.RuneCountInString(got); count > most {
		t.Fatalf("%+q becomes %+q with %d characters, not %d", in, got, count, most)
	}
	if again := mcptools.Clean(got, most); again != got {
		t.Fatalf("%+q becomes %+q, and that %+q", in, got, again)
	}
	if strings.ContainsAny(got, "\x00\x1b\r\u00ad\u200b\u200e\u202e\u2066\ufeff\U000e0041") {
		t.Fatalf("%+q becomes %+q", in, got)
	}
	shown := got
	if most > 1 {
		shown, _, _ = strings.Cut(got, "…[+")
	}
	if !strings.HasPrefix(mcptools.Clean(in, len(in)+1), shown) {
		t.Fatalf("%+q is cut to %+q", in, got)
	}
}

func FuzzClean(f *testing.F) {
	for _, seed := range []string{"", "a\x00b", "👩‍👩‍👧 ❤️‍🔥", "\u202e\u200d🔥\ufe0f\u200d\u200d🔥", "\xff\xed\xa0\x80", strings.Repeat("👩\u200d", 40), "1\ufe0f\u20e3…[+3]"} {
		f.Add(seed, 20)
		f.Add(seed, 2000)
	}
	f.Fuzz(func(t *testing.T, in string, most int) {
		most = max(most, 0)
		checkCleaned(t, in, most)
		checkEncoded(t, in)
	})
}

// checkEncoded checks that a text comes out of a tool as Clean would show it, escapes and all.
func checkEncoded(t *testing.T, in string) {
	t.Helper()
	result := textTool.Call(t.Context(), textArguments(in))
	if result.Err != nil {
		t.Fatalf("%+q: %v", in, result.Err)
	}
	var got []string
	if err := json.Unmarshal([]byte(result.Text), &got); err != nil {
		t.Fatalf("%+q: %s: %v", in, result.Text, err)
	}
	want := mcptools.Clean(string([]rune(in))+".", 2000)
	for _, text := range got {
		if text != want {
			t.Fatalf("%+q is encoded as %+q, want %+q", in, text, want)
		}
	}
}
