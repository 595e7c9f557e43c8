package mcptools

import "context"

// Resource is something to read that has an address of its own.
type Resource struct {
	URI         string
	Name        string
	Title       string
	Description string
	MIMEType    string

	// Read returns the whole content.
	Read func(ctx context.Context) (string, error)
}
