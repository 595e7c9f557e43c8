package observe

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// series are values by metric and labels, written in Prometheus' text format. Libraries for that take up to a millisecond of every start,
// also of servers without metrics.
type series struct {
	mutex      sync.Mutex
	values     map[string]map[string]float64    // by metric and labels
	histograms map[string]map[string]*histogram // the same
}

type histogram struct {
	buckets []int // by seconds, each without those below
	count   int
	sum     float64
}

// labelled returns labels, given as names and values, in the text format. Their values are names that need no escape but Go's.
func labelled(labels []string) string {
	var pairs []string
	for pair := range slices.Chunk(labels, 2) {
		pairs = append(pairs, fmt.Sprintf("%s=%q", pair[0], pair[1]))
	}
	return strings.Join(pairs, ",")
}

// in returns the map of a metric, and makes it if need be.
func in[V any](all *map[string]map[string]V, metric string) map[string]V {
	if *all == nil {
		*all = map[string]map[string]V{}
	}
	if (*all)[metric] == nil {
		(*all)[metric] = map[string]V{}
	}
	return (*all)[metric]
}

func (s *series) add(n float64, metric string, labels ...string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	in(&s.values, metric)[labelled(labels)] += n
}

func (s *series) set(n float64, metric string, labels ...string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	in(&s.values, metric)[labelled(labels)] = n
}

// observe adds a duration to a histogram.
func (s *series) observe(duration float64, metric string, labels ...string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	all, key := in(&s.histograms, metric), labelled(labels)
	h := all[key]
	if h == nil {
		h = &histogram{buckets: make([]int, len(seconds)+1)}
		all[key] = h
	}
	i, _ := slices.BinarySearch(seconds, duration)
	h.buckets[i]++
	h.count++
	h.sum += duration
}

// text returns everything in the text format.
func (s *series) text() []byte {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	var out []byte
	for _, metric := range slices.Sorted(maps.Keys(s.values)) {
		kind := "gauge"
		if strings.HasSuffix(metric, "_total") {
			kind = "counter"
		}
		out = fmt.Appendf(out, "# TYPE %s %s\n", metric, kind)
		for _, labels := range slices.Sorted(maps.Keys(s.values[metric])) {
			out = appendLine(out, metric, labels, s.values[metric][labels])
		}
	}
	for _, metric := range slices.Sorted(maps.Keys(s.histograms)) {
		out = fmt.Appendf(out, "# TYPE %s histogram\n", metric)
		for _, labels := range slices.Sorted(maps.Keys(s.histograms[metric])) {
			out = s.histograms[metric][labels].append(out, metric, labels)
		}
	}
	return out
}

func (h *histogram) append(out []byte, metric, labels string) []byte {
	below := 0
	for i, bound := range seconds {
		below += h.buckets[i]
		out = appendLine(out, metric+"_bucket", fmt.Sprintf(`%s,le="%g"`, labels, bound), float64(below))
	}
	out = appendLine(out, metric+"_bucket", labels+`,le="+Inf"`, float64(h.count))
	out = appendLine(out, metric+"_sum", labels, h.sum)
	return appendLine(out, metric+"_count", labels, float64(h.count))
}

func appendLine(out []byte, name, labels string, value float64) []byte {
	if labels != "" {
		labels = "{" + labels + "}"
	}
	return append(out, name+labels+" "+strconv.FormatFloat(value, 'g', -1, 64)+"\n"...)
}
