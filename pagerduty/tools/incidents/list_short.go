package incidents

import (
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// shortener removes what repeats in every incident of a long list. Its notes explain how to restore it.
type shortener struct {
	pages string            // what all addresses begin with
	ids   map[string]string // of services and people so far, by name
}

// usualLength is the longest list that is not shortened.
const usualLength = 25

// summarizer returns a function that summarizes the incidents of a list in order, and one that returns notes on what they leave out.
func summarizer(limit int) (show func(pagerduty.Incident) incident.Summary, notes func() []string) {
	if limit <= usualLength {
		return incident.Summarize, func() []string { return nil }
	}
	s := &shortener{ids: map[string]string{}}
	return s.show, s.notes
}

// show summarizes the next incident of the list.
func (s *shortener) show(i pagerduty.Incident) incident.Summary {
	shown := incident.Summarize(i)
	shown.HTMLURL = s.address(i.ID, i.HTMLURL)
	if shown.Service != nil {
		s.dropKnownID(shown.Service)
	}
	for n := range shown.Assignees {
		s.dropKnownID(&shown.Assignees[n].Reference)
	}
	return shown
}

// address returns the address of an incident's page; "" if it follows from the note.
func (s *shortener) address(id, address string) string {
	pages, usual := strings.CutSuffix(address, "/"+id)
	if usual && s.pages == "" {
		s.pages = pages
	}
	if usual && s.pages == pages {
		return ""
	}
	return address
}

// dropKnownID removes the id of a reference if an earlier one has the same name and id.
func (s *shortener) dropKnownID(reference *view.Reference) {
	id, named := s.ids[reference.Name]
	switch {
	case reference.Name == "":
	case !named:
		s.ids[reference.Name] = reference.ID
	case id == reference.ID:
		reference.ID = ""
	}
}

func (s *shortener) dropKnownIDs(references []view.Reference) {
	for n := range references {
		s.dropKnownID(&references[n])
	}
}

// notes returns notes on what the incidents leave out.
func (s *shortener) notes() []string {
	var notes []string
	if s.pages != "" {
		notes = append(notes, fmt.Sprintf("The web page of an incident is %s/ID.", s.pages))
	}
	if len(s.ids) > 0 {
		notes = append(notes, "An id appears once, with the first occurrence of its name.")
	}
	return notes
}
