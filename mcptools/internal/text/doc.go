// Package text holds what the rest of mcptools does with text: cleaning it for a model, reading and
// writing JSON as a tree, quoting it in errors, finding names that are near.
package text
