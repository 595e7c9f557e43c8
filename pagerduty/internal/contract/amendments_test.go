package contract

import (
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// An amendment that finds nothing to amend says so, or it would outlive its reason.
func TestAmendmentsNoticeThatTheyAreStale(t *testing.T) {
	t.Parallel()
	for name, amend := range map[string]func(*openapi3.T) error{
		"requests": amendRequests, "acknowledge log entry": amendAcknowledgeLogEntry, "custom fields": amendCustomFields,
		"responder targets": amendResponderTargets, "references": expandReferences, "override results": amendOverrideResults, "grouping pages": amendGroupingPages, "integration key": amendIntegrationKey,
		"deleted": amendDeleted, "occurrence": amendOccurrence, "events": amendEvents, "included contacts": amendIncludedContacts, "times": amendTimes,
		"grouping config": amendGroupingConfig, "vendor": amendVendor,
	} {
		empty := &openapi3.T{Paths: &openapi3.Paths{}, Components: &openapi3.Components{Schemas: openapi3.Schemas{}}}
		if err := amend(empty); err == nil {
			t.Errorf("%s: amending an empty contract goes unnoticed", name)
		}
	}
	for name, amend := range map[string]func(*openapi3.T) error{
		"custom fields": amendCustomFields, "responder targets": amendResponderTargets,
		"override results": amendOverrideResults, "grouping pages": amendGroupingPages, "integration key": amendIntegrationKey,
		"deleted": amendDeleted, "occurrence": amendOccurrence, "events": amendEvents, "included contacts": amendIncludedContacts, "times": amendTimes,
		"grouping config": amendGroupingConfig, "vendor": amendVendor,
	} {
		if _, err := document(amend, amend); err == nil {
			t.Errorf("%s: amending what is right goes unnoticed", name)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := loadContract(); err != nil {
			b.Fatal(err)
		}
	}
}
