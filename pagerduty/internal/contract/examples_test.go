package contract

import (
	"encoding/json"
	"testing"
)

// Examples are valid and have no unknown members.
func TestExamplesKeepTheContract(t *testing.T) {
	t.Parallel()
	c := mustLoad()
	for path, item := range c.answers.Paths.Map() {
		for _, operation := range item.Operations() {
			s := successOf(operation)
			for _, example := range examplesOf(s) {
				if err := s.VisitJSON(decoded(t, example), answerOptions()...); err != nil {
					t.Errorf("%s %s: %v", path, operation.OperationID, err)
				}
				members := memberCheck{options: answerOptions()}
				if unknown := members.unknownMembers(decoded(t, example), s); len(unknown) > 0 {
					t.Errorf("%s %s: %v", path, operation.OperationID, unknown)
				}
			}
		}
	}
}

func decoded(t *testing.T, example any) (value any) {
	t.Helper()
	body, err := json.Marshal(example)
	if err == nil {
		err = json.Unmarshal(body, &value)
	}
	if err != nil {
		t.Fatal(err)
	}
	return value
}
