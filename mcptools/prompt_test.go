package mcptools_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

func ExamplePrompt() {
	shops := []string{"Berlin", "Bern", "Oslo"}
	prompt := mcptools.Prompt{
		Name: "restock", Title: "Restock a shop",
		Arguments: []mcptools.PromptArgument{{Name: "shop", Required: true, Complete: func(_ context.Context, typed string) ([]string, error) {
			return slices.DeleteFunc(slices.Clone(shops), func(shop string) bool { return !strings.HasPrefix(shop, typed) }), nil
		}}},
		Needs: []string{"list_stock"}, // a tool of the program
		Render: func(_ context.Context, arguments map[string]string) (string, error) {
			return fmt.Sprintf("List what the shop %q will run out of this week, and propose an order. Order nothing yet.", arguments["shop"]), nil
		},
	}
	suggestions, _ := prompt.Arguments[0].Complete.Values(context.Background(), "Ber")
	fmt.Println(suggestions)
	text, _ := prompt.Text(context.Background(), map[string]string{"shop": "Bern"})
	fmt.Println(text)
	_, err := prompt.Text(context.Background(), nil)
	fmt.Println(err)
	// Output:
	// [Berlin Bern]
	// List what the shop "Bern" will run out of this week, and propose an order. Order nothing yet.
	// The prompt restock needs the argument shop. It takes: shop.
}

func TestPromptArguments(t *testing.T) {
	t.Parallel()
	prompt := mcptools.Prompt{
		Name:      "greet",
		Arguments: []mcptools.PromptArgument{{Name: "whom", Required: true}, {Name: "how"}},
		Render: func(_ context.Context, arguments map[string]string) (string, error) {
			return fmt.Sprintf("%q", arguments), nil
		},
	}
	none := mcptools.Prompt{Name: "none", Render: prompt.Render}
	for _, test := range []struct {
		prompt    mcptools.Prompt
		arguments map[string]string
		text      string
		wrong     string // the argument of the error
		says      string
	}{
		{prompt, map[string]string{"whom": " A\u202eda\x00 "}, `map["whom":"Ada"]`, "", ""},
		{prompt, map[string]string{"whom": "Ada", "how": ""}, `map["whom":"Ada"]`, "", ""},
		{prompt, map[string]string{"whom": "Ada", "how": "a\nb"}, `map["how":"a\nb" "whom":"Ada"]`, "", ""},
		{prompt, map[string]string{"whom": " \u200b"}, "", "whom", "needs the argument whom. It takes: whom, how (optional)."},
		{prompt, map[string]string{"whom": "Ada", "when": "now"}, "", "when", `no argument "when". It takes: whom, how (optional).`},
		{prompt, map[string]string{"whom": strings.Repeat("a", 1001)}, "", "whom", "longer than 1000"},
		{none, map[string]string{"whom": "Ada"}, "", "whom", "It takes none."},
		{none, nil, `map[]`, "", ""},
	} {
		text, err := test.prompt.Text(t.Context(), test.arguments)
		if test.wrong == "" && (err != nil || text != test.text) {
			t.Errorf("%q: got %q, %v", test.arguments, text, err)
		}
		if test.wrong == "" {
			continue
		}
		if wrong, ok := errors.AsType[*mcptools.ArgumentError](err); !ok || wrong.Argument != test.wrong || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%q: got %v, want an error about %s with %q", test.arguments, err, test.wrong, test.says)
		}
	}
}

func TestCompletionValues(t *testing.T) {
	t.Parallel()
	typed := ""
	complete := mcptools.CompleteFunc(func(_ context.Context, text string) ([]string, error) {
		typed = text
		return []string{"b", "a\u202e", "", "a", strings.Repeat("x", 300)}, nil
	})
	got, err := complete.Values(t.Context(), " a\x00 ")
	if want := []string{"b", "a", strings.Repeat("x", 250) + "…[+50]"}; err != nil || typed != "a" || len(got) != 3 || got[0] != "b" || got[1] != "a" || len([]rune(got[2])) > 255 {
		t.Errorf("typed %q, got %q, %v, want %q", typed, got, err, want)
	}
	if got, err := mcptools.CompleteFunc(nil).Values(t.Context(), "a"); got != nil || err != nil {
		t.Errorf("nil: got %q, %v", got, err)
	}
}
