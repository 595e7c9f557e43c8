package main

import (
	"errors"
	"fmt"
	"strings"
)

// parseOperations reads an operationId a line. Empty lines and what follows a # are skipped;
// the ids must be in order, so that each has one place and none stands there twice.
func parseOperations(list []byte) ([]string, error) {
	var ids []string
	for line := range strings.Lines(string(list)) {
		text, _, _ := strings.Cut(line, "#")
		id := strings.TrimSpace(text)
		if id == "" {
			continue
		}
		if len(ids) > 0 && id <= ids[len(ids)-1] {
			return nil, fmt.Errorf("%s stands after %s: keep the list sorted and each operation once", id, ids[len(ids)-1])
		}
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return nil, errors.New("no operation is listed")
	}
	return ids, nil
}
