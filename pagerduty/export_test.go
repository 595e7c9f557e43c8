package pagerduty

// WithMaxResponseBytes lets tests of the bound do without answers of its usual size.
func WithMaxResponseBytes(bytes int64) Option {
	return func(s *settings) { s.maxResponseBytes = bytes }
}
