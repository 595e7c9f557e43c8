package pcl_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/pcl"
)

// Find out whether a rule would match an event.
func Example() {
	condition, err := pcl.Parse("event.source matches part 'shop' and not event.severity == 'info'")
	if err != nil {
		log.Fatal(err)
	}
	var event map[string]any
	if err := json.Unmarshal([]byte(`{"summary":"Disk full","source":"Shop-DB-1","severity":"critical"}`), &event); err != nil {
		log.Fatal(err)
	}
	fmt.Println(condition.Evaluate(pcl.Input{Roots: map[string]any{"event": event}}).Value)
	// Output: true
}

// A mistake comes with its place and with what to write instead.
func ExampleParse() {
	_, err := pcl.Parse(`event.summary contains 'prod'`)
	fmt.Println(err)

	_, err = pcl.Parse(`event.custom_details.namespace == 'shop'`)
	if wrong, ok := errors.AsType[*pcl.SyntaxError](err); ok {
		fmt.Println(wrong.Message)
	}
	// Output:
	// character 15, at "contains 'prod'": Write matches part 'TEXT'.
	// The word namespace is reserved: write ['namespace'] instead of .namespace.
}

// The roots that an Input lacks are unknown, and so is what rests on them.
func ExampleCondition_Evaluate() {
	condition, err := pcl.Parse("raw_event.region == 'eu' and event.class matches 'disk'")
	if err != nil {
		log.Fatal(err)
	}
	for _, class := range []string{"disk", "network"} {
		result := condition.Evaluate(pcl.Input{Roots: map[string]any{"event": map[string]any{"class": class}}})
		fmt.Println(result.Value, result.Reason)
	}
	// Output:
	// unknown `raw_event.region == 'eu'`: raw_event.region is not known
	// false
}

// Warnings name what does not fit.
func ExampleResult() {
	condition, err := pcl.Parse("event.custom_details.load > 5")
	if err != nil {
		log.Fatal(err)
	}
	event := map[string]any{"custom_details": map[string]any{"load": "7"}}
	result := condition.Evaluate(pcl.Input{Roots: map[string]any{"event": event}})
	fmt.Println(result.Value)
	fmt.Println(result.Warnings[0])
	// Output:
	// false
	// `event.custom_details.load > 5`: > compares two numbers or two datetimes, but its left side is a string
}

func ExampleCondition_Paths() {
	condition, err := pcl.Parse("event.source exists and raw_event.links[0].href matches part 'db' or event.source == 'x'")
	if err != nil {
		log.Fatal(err)
	}
	for _, path := range condition.Paths() {
		fmt.Println(path)
	}
	// Output:
	// event.source
	// raw_event.links[0].href
}
