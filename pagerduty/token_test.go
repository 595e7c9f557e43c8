package pagerduty_test

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// expectNoSecret fails the test if text has the secret, plain or as bytes in hex or decimal.
func expectNoSecret(t *testing.T, what, text string) {
	t.Helper()
	decimal := strings.Trim(fmt.Sprint([]byte(testKey[2:])), "[]")
	for _, form := range []string{testKey, testKey[2:], fmt.Sprintf("%x", testKey[2:]), fmt.Sprintf("%X", testKey[2:]), decimal} {
		if strings.Contains(text, form) {
			t.Errorf("%s shows the secret: %s", what, text)
		}
	}
}

func TestTokenIsNeverPrinted(t *testing.T) {
	t.Parallel()
	client, err := pagerduty.New(pagerduty.APIKey(testKey))
	if err != nil {
		t.Fatal(err)
	}
	type holder struct {
		Token  pagerduty.Token
		hidden pagerduty.Token
	}
	for _, token := range []pagerduty.Token{pagerduty.APIKey(testKey), pagerduty.BearerToken(testKey)} {
		values := map[string]any{
			"token": token, "pointer": &token, "struct": holder{token, token}, "pointer to a struct": &holder{token, token},
			"slice": []pagerduty.Token{token}, "map": map[string]pagerduty.Token{"k": token}, "key of a map": map[any]string{&token: "v"},
			"interface": struct{ Credential pagerduty.Credential }{token}, "client": client, "client's value": *client,
			"error": fmt.Errorf("with %v", token), "option": pagerduty.WithFrom(testEmail),
		}
		for kind, value := range values {
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o", "%b", "%c", "%U", "%e", "%t", "%p", "%T", "%10.3s", "%z"} {
				expectNoSecret(t, kind+" by "+verb, fmt.Sprintf(verb, value))
			}
			expectNoSecret(t, kind+" by log", printed(func(out *bytes.Buffer) { log.New(out, "", 0).Print(value) }))
			expectNoSecret(t, kind+" by slog's text", printed(func(out *bytes.Buffer) { slog.New(slog.NewTextHandler(out, nil)).Info("x", "k", value) }))
			expectNoSecret(t, kind+" by slog's JSON", printed(func(out *bytes.Buffer) { slog.New(slog.NewJSONHandler(out, nil)).Info("x", "k", value) }))
			expectNoSecret(t, kind+" as JSON", printed(func(out *bytes.Buffer) { _ = json.NewEncoder(out).Encode(value) }))
			expectNoSecret(t, kind+" as XML", printed(func(out *bytes.Buffer) { _ = xml.NewEncoder(out).Encode(value) }))
			expectNoSecret(t, kind+" as gob", printed(func(out *bytes.Buffer) { _ = gob.NewEncoder(out).Encode(value) }))
		}
	}
}

func printed(print func(out *bytes.Buffer)) string {
	var out bytes.Buffer
	print(&out)
	return out.String()
}

func TestTokenPrintsAsRedacted(t *testing.T) {
	t.Parallel()
	token := pagerduty.APIKey(testKey)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if got := fmt.Sprintf(verb, token); got != "[redacted]" {
			t.Errorf("%s gives %q", verb, got)
		}
	}
	if token.String() != "[redacted]" || token.GoString() != "[redacted]" || token.LogValue().String() != "[redacted]" {
		t.Errorf("it prints as %q, %q, %q", token.String(), token.GoString(), token.LogValue())
	}
	if got, err := json.Marshal(map[string]any{"key": token}); err != nil || string(got) != `{"key":"[redacted]"}` {
		t.Errorf("JSON is %s, %v", got, err)
	}
	if got := fmt.Sprint(pagerduty.Token{}); got != "[redacted]" {
		t.Errorf("an empty token prints as %q", got)
	}
}

// If the API, or a proxy before it, repeats the request's header in its answer, the error does not have the secret.
func TestEchoedTokenDoesNotLeak(t *testing.T) {
	t.Parallel()
	escaped := strings.ReplaceAll(testKey, "+", `\u002b`)
	tests := map[string]string{
		"message":         `{"error":{"message":"Bad header: Token token=` + testKey + `","code":2006}}`,
		"errors":          `{"error":{"message":"Bad","errors":["` + testKey + `",{"header":"` + testKey + `"}]}}`,
		"error":           `{"error":"` + testKey + `"}`,
		"escaped":         `{"error":{"message":"` + escaped + `","errors":["` + escaped + `"]}}`,
		"plain text":      "Authorization: Token token=" + testKey,
		"at the cut":      strings.Repeat("x", 190) + testKey,
		"half an answer":  `{"error":"` + testKey,
		"success, odd":    `{"incident":"` + testKey + `"}`,
		"success, number": `{"incident":{"incident_number":"` + testKey + `"},"incident":[]}`,
	}
	for name, body := range tests {
		for _, status := range []int{200, 400, 401, 500} {
			client, _ := newClient(t, everywhere(answer(status, body)), pagerduty.WithMaxRetryWait(0))
			err := read(t.Context(), client)
			if err == nil {
				t.Fatalf("%s: no error", name)
			}
			for _, verb := range []string{"%v", "%+v", "%#v"} {
				text := fmt.Sprintf(verb, err)
				expectNoSecret(t, fmt.Sprintf("%s with %d", name, status), text)
				if strings.Contains(text, testKey[:8]) {
					t.Errorf("%s with %d shows a part of the secret: %s", name, status, text)
				}
			}
		}
	}
	client, _ := newClient(t, everywhere(answer(401, tests["message"])))
	if err := read(t.Context(), client); !strings.Contains(err.Error(), "Token token=[redacted]") {
		t.Errorf("it says %q", err)
	}
}

func TestParseToken(t *testing.T) {
	t.Parallel()
	const secret = "pdus+_0XBPWQQ_abc-DEF"
	tests := map[string]struct {
		text   string
		header string // empty for an error
	}{
		"key":                     {testKey, "Token token=" + testKey},
		"key with a line break":   {testKey + "\n", "Token token=" + testKey},
		"key in white space":      {"\t " + testKey + "\r\n", "Token token=" + testKey},
		"OAuth token, US":         {secret, "Bearer " + secret},
		"OAuth token, EU":         {"pdeu+_x", "Bearer pdeu+_x"},
		"Bearer":                  {"Bearer abc", "Bearer abc"},
		"Bearer, more space":      {"Bearer   abc ", "Bearer abc"},
		"key that looks like it":  {"pdusx", "Token token=pdusx"},
		"nothing":                 {"", ""},
		"white space":             {" \n", ""},
		"Bearer alone":            {"Bearer", ""},
		"Bearer and space":        {"Bearer  ", ""},
		"variable":                {"${PAGERDUTY_KEY}", ""},
		"command":                 {"$(cat key)", ""},
		"variable after Bearer":   {"Bearer ${KEY}", ""},
		"space inside":            {"u+abc def", ""},
		"line break inside":       {"u+abc\ndef", ""},
		"header injection":        {"u+abc\r\nX-Evil: 1", ""},
		"outside ASCII":           {"u+äbc", ""},
		"zero width":              {"\u200bu+abc", ""},
		"nul":                     {"u+abc\x00", ""},
		"delete":                  {"u+abc\x7f", ""},
		"the header, not the key": {"Token token=u+abc", ""},

		"byte-order mark":                {"\ufeff" + testKey + "\r\n", "Token token=" + testKey},
		"byte-order mark before Bearer":  {"\ufeffBearer abc", "Bearer abc"},
		"UTF-16, little endian":          {utf16Text(binary.LittleEndian, testKey+"\r\n"), "Token token=" + testKey},
		"UTF-16, big endian":             {utf16Text(binary.BigEndian, testKey+"\r\n"), "Token token=" + testKey},
		"UTF-16, torn":                   {utf16Text(binary.LittleEndian, testKey) + "x", "Token token=" + testKey},
		"UTF-16 without a key":           {utf16Text(binary.LittleEndian, " \n"), ""},
		"UTF-16 without a mark":          {utf16Text(binary.LittleEndian, "abc")[2:], ""},
		"variable without braces":        {"$PAGERDUTY_USER_API_KEY", ""},
		"variable of Windows":            {"%PAGERDUTY_USER_API_KEY%", ""},
		"variable of opencode":           {"{env:PAGERDUTY_USER_API_KEY}", ""},
		"variable of VS Code":            {"${input:pagerduty-api-key}", ""},
		"a variable's name":              {"PAGERDUTY_USER_API_KEY", ""},
		"variable after Bearer, Windows": {"Bearer %KEY%", ""},
		"placeholder in brackets":        {"<your-api-key>", ""},
		"placeholder":                    {"your-key", ""},
		"placeholder in capitals":        {"YOUR_PAGERDUTY_API_KEY", ""},
		"placeholder of x":               {"xxxxxxxxxxxxxxxxxxxx", ""},
		"placeholder of dots":            {"...", ""},
		"key that begins like one":       {"yourAbc123defGhi456jk", "Token token=yourAbc123defGhi456jk"},
		"key in capitals":                {"ABCDEFGHIJKLMNOPQRST", "Token token=ABCDEFGHIJKLMNOPQRST"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			token, err := pagerduty.ParseToken(test.text)
			if (err != nil) != (test.header == "") {
				t.Fatalf("error %v", err)
			}
			if err != nil {
				if strings.Contains(err.Error(), "abc") || !strings.Contains(err.Error(), "PagerDuty key") {
					t.Errorf("error %q", err)
				}
				return
			}
			if got := sentAuthorization(t, token); got != test.header {
				t.Errorf("header %q, want %q", got, test.header)
			}
		})
	}
}

// utf16Text encodes text as PowerShell does, with a byte-order mark.
func utf16Text(order binary.AppendByteOrder, text string) string {
	var encoded []byte
	for _, unit := range utf16.Encode([]rune("\ufeff" + text)) {
		encoded = order.AppendUint16(encoded, unit)
	}
	return string(encoded)
}

// sentAuthorization returns the Authorization header of a request with token.
func sentAuthorization(t *testing.T, token pagerduty.Token) string {
	t.Helper()
	sent := &wire{next: everywhere(answer(http.StatusOK, everyRoot))}
	client, err := pagerduty.New(token, pagerduty.WithTransport(sent))
	if err != nil {
		t.Fatal(err)
	}
	if err := read(t.Context(), client); err != nil {
		t.Fatal(err)
	}
	return sent.requests()[0].Header.Get("Authorization")
}

func TestKeyInQuotationMarksIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`"u+abc"`, "'u+abc'", "`u+abc`"} {
		if _, err := pagerduty.ParseToken(text); err == nil || !strings.Contains(err.Error(), "quotation marks") || strings.Contains(err.Error(), "abc") {
			t.Errorf("%s: error %v", text, err)
		}
	}
}

func TestRegionOfAToken(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]pagerduty.Region{"pdeu+_abc": pagerduty.EU, "Bearer pdus+_abc": pagerduty.US, "u+abc": ""} {
		if token, err := pagerduty.ParseToken(text); err != nil || token.Region() != want {
			t.Errorf("%s: region %q, %v", text, token.Region(), err)
		}
	}
}
