package incidents

import (
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// shorthand says once for a whole list what would stand in every incident of it, where the list may be long.
type shorthand struct {
	pages string            // what the addresses of all incidents begin with
	ids   map[string]string // what was named so far, by name
}

// usualLength is up to how many incidents a list is not shortened.
const usualLength = 25

// shower returns what shows the incidents of a list, one after the other, and the notes on what they leave out.
func shower(limit int) (show func(pagerduty.Incident) summary, notes func() []string) {
	if limit <= usualLength {
		return summarize, func() []string { return nil }
	}
	s := &shorthand{ids: map[string]string{}}
	return s.show, s.notes
}

// show is summarize for the next incident of the list.
func (s *shorthand) show(i pagerduty.Incident) summary {
	shown := summarize(i)
	shown.HTMLURL = s.address(i.ID, i.HTMLURL)
	if shown.Service != nil {
		s.once(shown.Service)
	}
	for n := range shown.Assignees {
		s.once(&shown.Assignees[n].Reference)
	}
	return shown
}

// address returns the address of an incident's page, unless it is what the note says.
func (s *shorthand) address(id, address string) string {
	pages, usual := strings.CutSuffix(address, "/"+id)
	if usual && s.pages == "" {
		s.pages = pages
	}
	if usual && s.pages == pages {
		return ""
	}
	return address
}

// once takes away the id from a name that had it before.
func (s *shorthand) once(reference *view.Reference) {
	id, named := s.ids[reference.Name]
	switch {
	case reference.Name == "":
	case !named:
		s.ids[reference.Name] = reference.ID
	case id == reference.ID:
		reference.ID = ""
	}
}

func (s *shorthand) onceEach(references []view.Reference) {
	for n := range references {
		s.once(&references[n])
	}
}

// notes say what the incidents leave out.
func (s *shorthand) notes() []string {
	var notes []string
	if s.pages != "" {
		notes = append(notes, fmt.Sprintf("The web page of an incident is %s/ID.", s.pages))
	}
	if len(s.ids) > 0 {
		notes = append(notes, "An id is given once, where its name comes first.")
	}
	return notes
}
