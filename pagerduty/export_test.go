package pagerduty

// WithMaxResponseBytes lowers the limit, so that tests need no huge answers.
func WithMaxResponseBytes(bytes int64) Option {
	return func(s *settings) { s.maxResponseBytes = bytes }
}
