package contract

import (
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// An amendment or adaptation that finds nothing to change fails, or it would outlive its reason.
func TestAmendmentsFailWhenStale(t *testing.T) {
	t.Parallel()
	for _, a := range slices.Concat(requestAmendments, answerAmendments) {
		if err := a.apply(map[string]any{}); err == nil {
			t.Errorf("%s: an empty contract was amended", a.at)
		}
		if _, err := document([]amendment{a, a}); err == nil {
			t.Errorf("%s: the contract was amended twice", a.at)
		}
	}
	for name, adapt := range map[string]func(*openapi3.T) error{"times": formatTimes, "references": expandReferences} {
		empty := &openapi3.T{Paths: &openapi3.Paths{}, Components: &openapi3.Components{Schemas: openapi3.Schemas{}}}
		if err := adapt(empty); err == nil {
			t.Errorf("%s: an empty contract was adapted", name)
		}
	}
	if _, err := document(nil, formatTimes, formatTimes); err == nil {
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
