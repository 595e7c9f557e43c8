package simulator

import (
	"strings"
	"time"
	"unicode/utf8"
)

type note struct {
	id, content string
	user        *user
	createdAt   time.Time
}

const maxNote = 2000 // characters

func noteRoutes() []route {
	return []route{
		{method: "GET", path: "/incidents/{id}/notes", handle: listNotes},
		{method: "POST", path: "/incidents/{id}/notes", acts: true, handle: createNote},
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
	var in struct {
		Note *struct {
			Content *string `json:"content"`
		} `json:"note"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if in.Note == nil || in.Note.Content == nil {
		return nil, invalid("the body must have note.content")
	}
	content := *in.Note.Content
	if strings.TrimSpace(content) == "" {
		return nil, invalid("note.content must not be empty")
	}
	if length := utf8.RuneCountInString(content); length > maxNote {
		return nil, invalid("note.content must have at most 2000 characters")
	}
	return map[string]any{"note": c.renderer().note(c.account.addNote(i, c.from, content, c.now))}, nil
}

func (a *account) addNote(i *incident, u *user, content string, at time.Time) *note {
	n := &note{a.newShortID(), content, u, at}
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
	return noteView{n.id, n.user.reference(), map[string]string{"summary": "The PagerDuty website or APIs"}, n.content, r.time(n.createdAt), r.time(n.createdAt)}
}
