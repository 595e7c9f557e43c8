package mcptools_test

import (
	"fmt"
	"strings"
	"testing"
)

type pairsInput struct {
	Fields []struct {
		Name  string   `json:"name"`
		Value []string `json:"value,omitempty"`
	} `json:"fields" jsonschema:"minItems=1" pairs:"true"`
	Impacts []struct {
		Name  string `json:"name"`
		Value string `json:"value" jsonschema:"enum=down,enum=slow"`
	} `json:"impacts,omitempty" pairs:"true"`
}

// An object of names and values is the same as a list of them, for which alone every host accepts a schema.
func TestPairs(t *testing.T) {
	t.Parallel()
	const one = `{"fields":[{"name":"a","value":["x"]}]}`
	for raw, want := range map[string]string{
		`{"fields":[{"name":"a","value":["x"]}]}`:                     one,
		`{"fields":[{"name":"a","value":"x"}]}`:                       one,
		`{"fields":{"name":"a","value":"x"}}`:                         one,
		`{"fields":{"a":"x"}}`:                                        one,
		`{"fields":"{\"a\":\"x\"}"}`:                                  one,
		`{"fields":{"a":["x"]}}`:                                      one,
		`{"fields":{"a":null,"b":1.50,"c":true,"d":[1,"y",false]}}`:   `{"fields":[{"name":"a"},{"name":"b","value":["1.50"]},{"name":"c","value":["true"]},{"name":"d","value":["1","y","false"]}]}`,
		`{"fields":[{"name":"b","value":0.5}]}`:                       `{"fields":[{"name":"b","value":["0.5"]}]}`,
		`{"fields":{"name":"Ada","value":"x","more":"y"}}`:            `{"fields":[{"name":"name","value":["Ada"]},{"name":"value","value":["x"]},{"name":"more","value":["y"]}]}`,
		`{"fields":{"a":"x"},"impacts":{"Shop":"DOWN","Pay":"slow"}}`: `{"fields":[{"name":"a","value":["x"]}],"impacts":[{"name":"Shop","value":"down"},{"name":"Pay","value":"slow"}]}`,
		`{"request":{"fields":{"a":"x"}}}`:                            one,
	} {
		if got, err := canonical[pairsInput](t, raw); err != nil || got != want {
			t.Errorf("%s means %s (%v), want %s", raw, got, err, want)
		}
	}
	for raw, want := range map[string]string{
		`{"fields":{}}`:                                "at least 1 item",
		`{"fields":"a"}`:                               "fields[0]",
		`{"fields":{"a":{"b":"c"}}}`:                   "fields[0].value[0]",
		`{"fields":{"a":"x"},"impacts":{"Shop":"up"}}`: "impacts[0].value",
	} {
		if got, err := canonical[pairsInput](t, raw); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s means %s (%v), want an error about %s", raw, got, err, want)
		}
	}
}

func TestPairsNeedNameAndValue(t *testing.T) {
	t.Parallel()
	for name, build := range map[string]func(){
		"a list of strings": func() {
			inputTool[struct {
				F []string `json:"f" pairs:"true"`
			}]()
		},
		"other members": func() {
			inputTool[struct {
				F []struct {
					Name  string `json:"name"`
					Count int    `json:"count"`
				} `json:"f" pairs:"true"`
			}]()
		},
		"another setting": func() {
			inputTool[struct {
				F []struct {
					Name  string `json:"name"`
					Value string `json:"value"`
				} `json:"f" pairs:"yes"`
			}]()
		},
	} {
		func() {
			defer func() {
				if text := fmt.Sprint(recover()); !strings.Contains(text, "the tag pairs") {
					t.Errorf("%s: want a panic about the tag, got %s", name, text)
				}
			}()
			build()
		}()
	}
}
