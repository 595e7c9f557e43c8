// Package oncall computes answers about on-call duty from what package pagerduty reads: coverage, load, noise, timelines, routing.
// Its functions are pure: they send no requests and read no clock. The tools of package answers show their results to models.
package oncall
