package command

// What tests reach for that cannot be seen from outside.
const MarkPages = markPages

var (
	Question = question
	Record   = record
)
