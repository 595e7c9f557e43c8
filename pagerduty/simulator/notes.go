package simulator

import (
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

type note struct {
	id, content string
	user        *user
	createdAt   time.Time
	updatedAt   time.Time // zero if it was never changed
}

const maxNote = 2000 // characters

func noteRoutes() []route {
	return []route{
		{method: "GET", path: "/incidents/{id}/notes", handle: listNotes},
		{method: "POST", path: "/incidents/{id}/notes", acts: true, handle: createNote},
		{method: "PUT", path: "/incidents/{id}/notes/{note_id}", acts: true, handle: updateNote},
		{method: "DELETE", path: "/incidents/{id}/notes/{note_id}", status: http.StatusNoContent, handle: deleteNote},
	}
}

// listNotes lists the oldest notes first.
func listNotes(c *call) (any, error) {
	i, err := c.incident()
	if err != nil {
		return nil, err
	}
	return map[string]any{"notes": each(i.notes, c.renderer().note)}, nil
}

func createNote(c *call) (any, error) {
	i, err := c.incident()
	if err != nil {
		return nil, err
	}
	content, err := c.noteContent()
	if err != nil {
		return nil, err
	}
	return map[string]any{"note": c.renderer().note(c.account.addNote(i, c.from, content, c.now))}, nil
}

// noteContent reads the text of a note in the body.
func (c *call) noteContent() (string, error) {
	var in struct {
		Note *struct {
			Content *string `json:"content"`
		} `json:"note"`
	}
	if err := c.decode(&in); err != nil {
		return "", err
	}
	if in.Note == nil || in.Note.Content == nil {
		return "", invalid("the body must have note.content")
	}
	content := *in.Note.Content
	if strings.TrimSpace(content) == "" {
		return "", invalid("note.content must not be empty")
	}
	if length := utf8.RuneCountInString(content); length > maxNote {
		return "", invalid("note.content must have at most 2000 characters")
	}
	return content, nil
}

// updateNote replaces the text of a note. Its author stays.
func updateNote(c *call) (any, error) {
	_, n, err := c.note()
	if err != nil {
		return nil, err
	}
	content, err := c.noteContent()
	if err != nil {
		return nil, err
	}
	n.content, n.updatedAt = content, c.now
	return map[string]any{"note": c.renderer().note(n)}, nil
}

// deleteNote deletes a note. The log keeps its entry.
func deleteNote(c *call) (any, error) {
	i, n, err := c.note()
	if err != nil {
		return nil, err
	}
	i.notes = slices.DeleteFunc(slices.Clone(i.notes), func(other *note) bool { return other == n })
	i.updatedAt = c.now
	return nil, nil
}

// note returns the incident and its note in the call's path.
func (c *call) note() (*incident, *note, error) {
	i, err := c.incident()
	if err != nil {
		return nil, nil, err
	}
	at := slices.IndexFunc(i.notes, func(n *note) bool { return n.id == c.path["note_id"] })
	if at < 0 {
		return nil, nil, notFound("no note of the incident has the id " + c.path["note_id"])
	}
	return i, i.notes[at], nil
}

func (a *account) addNote(i *incident, u *user, content string, at time.Time) *note {
	n := &note{id: a.newShortID(), content: content, user: u, createdAt: at}
	i.notes = append(i.notes, n)
	i.updatedAt = at
	e := a.record(i, "annotate_log_entry", agent{user: u}, at)
	e.text, e.channel = content, channel{Type: "note", Summary: content}
	return n
}

type noteView struct {
	ID        string            `json:"id"`
	User      reference         `json:"user"`
	Channel   map[string]string `json:"channel"`
	Content   string            `json:"content"`
	CreatedAt string            `json:"created_at"`
	UpdatedAt string            `json:"updated_at"`
}

func (r *renderer) note(n *note) noteView {
	return noteView{n.id, n.user.reference(), map[string]string{"summary": "The PagerDuty website or APIs"}, n.content, r.time(n.createdAt), r.time(later(n.createdAt, n.updatedAt))}
}
