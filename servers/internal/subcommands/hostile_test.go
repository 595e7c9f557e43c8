package subcommands_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

const hostile = "red \x1b[31m, title \x1b]0;owned\x07, C1 \u009b31m, \u009d0;x\u009c, back\x08\x08, \r over, bidi \u202e gnal, hidden \u200b\U000e0041 end"

// hostileAPI has one incident, whose texts are hostile; other requests fail with the same text.
func hostileAPI(t *testing.T) *commandtest.API {
	text, err := json.Marshal(hostile)
	if err != nil {
		t.Fatal(err)
	}
	return commandtest.NewAPI(t, func(w http.ResponseWriter, r *http.Request) {
		switch incident := fmt.Sprintf(`{"id":"PT4KHLK","title":%s,"status":"triggered","service":{"id":"PS1","summary":%s},"body":{"details":{%s:%s}}}`, text, text, text, text); r.URL.Path {
		case "/incidents":
			fmt.Fprintf(w, `{"incidents":[%s],"more":false}`, incident)
		case "/incidents/PT4KHLK":
			fmt.Fprintf(w, `{"incident":%s}`, incident)
		default:
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(w, `{"error":{"message":%s}}`, text)
		}
	})
}

// Nothing that an outsider wrote acts on the terminal.
func TestHostileTextIsPlain(t *testing.T) {
	t.Parallel()
	api := hostileAPI(t)
	calls := [][]string{
		{"call", "list_incidents"}, {"call", "list_incidents", "-o", "json"}, {"call", "list_incidents", "-o", "jsonl"},
		{"call", "get_incident", "incident_id=PT4KHLK"}, {"call", "get_incident", "incident_id=PT4KHLK", "-o", "json"},
		{"call", "list_users"}, // fails
		{"call", hostile}, {"describe", hostile}, {"call", "list_incidents", hostile}, {"call", "list_incidents", hostile + "=x"},
		{"call", "get_incident", "incident_id=@" + hostile},
	}
	for _, words := range calls {
		got := runHere(t, "", api.Variables("u+aVeryPrivateKey123"), words...)
		both := got.Stdout + got.Stderr
		if i := strings.IndexFunc(both, func(r rune) bool { return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) }); i >= 0 {
			t.Errorf("%.60q prints a control character: %q", words, both[i:])
		}
		if words[1] != "list_users" && !strings.Contains(both, "red") {
			t.Errorf("%.60q does not show the text: this tests nothing: %s", words, both)
		}
	}
}

// The key is not shown, even where the API throws it back.
func TestKeyIsNeverPrinted(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"u+aVeryPrivateKey123", "aVeryPrivateKey01234", "pdus+_0aVeryPrivateToken_0000"} {
		api := commandtest.NewAPI(t, func(w http.ResponseWriter, r *http.Request) {
			header := r.Header.Get("Authorization")
			if r.URL.Path != "/incidents" {
				w.WriteHeader(http.StatusBadRequest)
			}
			fmt.Fprintf(w, `{"incidents":[{"id":"PT4KHLK","title":%q,"status":"triggered"}],"error":{"message":%q}}`, header, header)
		})
		for _, words := range [][]string{
			{"call", "list_incidents"}, {"call", "list_incidents", "-o", "json"}, {"call", "list_incidents", "-o", "jsonl"},
			{"call", "list_users"}, {"call", "list_users", "--log-level", "debug"}, {"call", "list_users", "query=" + key}, {"call", key}, {"describe", key},
			{key}, {"--" + key}, {"call", "list_incidents", "--" + key}, {"help", key}, {"completion", key}, {"__complete", "call", key},
		} {
			got := runHere(t, "", api.Variables(key), words...)
			if strings.Contains(got.Stdout+got.Stderr, "aVery") {
				t.Errorf("%q with the key %s prints it: %+v", words, key, got)
			}
		}
		if len(api.Requests()) < 5 {
			t.Errorf("the API was asked %d times: this tests little", len(api.Requests()))
		}
	}
}

// A reader that is gone, such as head, is no failure.
func TestClosedPipe(t *testing.T) {
	t.Parallel()
	for _, words := range [][]string{{"tools"}, {"tools", "-o", "json"}, {"describe", "list_incidents"}, {"call", "get_user_data"}, {"call", "list_incidents", "-o", "jsonl"}, {"completion", "bash"}} {
		reader, writer, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		reader.Close()
		defer writer.Close()
		if code, stderr := runTo(t, writer, words...); code != 0 || strings.Contains(stderr, "pipe") {
			t.Errorf("%q ends with %d: %s", words, code, stderr)
		}
		if words[0] != "completion" { // a signal may end the process, whatever it writes
			continue
		}
		command := program.Exec(t.Context(), demo, words...)
		var stderr commandtest.Buffer
		command.Stdout, command.Stderr = writer, &stderr
		if err := command.Run(); err != nil || strings.Contains(stderr.String(), "pipe") {
			t.Errorf("%q ends with %v: %s", words, err, stderr.String())
		}
	}
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this machine has no /dev/full:", err)
	}
	defer full.Close()
	if code, stderr := runTo(t, full, "call", "get_user_data"); code != 1 || !strings.Contains(stderr, "writing the result: ") {
		t.Errorf("it ends with %d: %s", code, stderr)
	}
}
