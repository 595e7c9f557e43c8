package mcptools

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
)

const (
	maxStringLength     = 2000 // characters of a string in a result
	maxListStringLength = 300  // characters of a string in an item of a List
)

// encode turns what a tool returns into one JSON value within the budget, which is 0 for any size.
func encode(out any, budget int) ([]byte, error) {
	if list, ok := out.(listing); ok {
		return list.encodeWithin(budget)
	}
	encoded, err := marshal(out)
	if err != nil {
		return nil, err
	}
	encoded = cleanJSON(encoded, maxStringLength)
	if budget == 0 || len(encoded) <= budget {
		return encoded, nil
	}
	return trim(encoded, budget)
}

// marshal is json.Marshal without the escapes that only HTML needs.
func marshal(content any) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(content); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n")), nil
}

// checkOutput refuses result types that would lose something.
func checkOutput(t reflect.Type, structured bool) error {
	if list, ok := reflect.Zero(t).Interface().(listing); ok && t.Kind() == reflect.Struct && list.listType() != t {
		return errors.New("a result that embeds a List encodes as the List alone: give it a field instead")
	}
	if !structured {
		return nil
	}
	switch pointedTo(t).Kind() {
	case reflect.Struct, reflect.Map, reflect.Interface:
		return nil
	}
	return errors.New("structured output is a JSON object: return a struct")
}
