package contract

import (
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// An amendment or adaptation that finds nothing to change fails, or it would outlive its reason.
func TestAmendmentsFailWhenStale(t *testing.T) {
	t.Parallel()
	for _, amendments := range [][]amendment{requestAmendments, answerAmendments} {
		contract, err := readContract()
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range amendments {
			if err := a.apply(map[string]any{}); err == nil {
				t.Errorf("%s: an empty contract was amended", a.at)
			}
			if err := a.apply(contract); err != nil {
				t.Error(err)
			}
			if err := a.apply(contract); err == nil {
				t.Errorf("%s: the contract was amended twice", a.at)
			}
		}
	}
	for name, adapt := range map[string]adaptation{"times": formatTimes, "references": expandReferences} {
		empty := &openapi3.T{Paths: &openapi3.Paths{}, Components: &openapi3.Components{Schemas: openapi3.Schemas{}}}
		if err := adapt(empty, nil); err == nil {
			t.Errorf("%s: an empty contract was adapted", name)
		}
	}
	if _, err := document(contractJSON, formatTimes, formatTimes); err == nil {
		t.Error("times: the contract was adapted twice")
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := loadContract(); err != nil {
			b.Fatal(err)
		}
	}
}
