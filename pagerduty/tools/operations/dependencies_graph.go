package operations

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
)

// maxNodes is the number of services that are followed in each direction.
const maxNodes = 50

// graph is the part of the dependencies that is found from a service. PagerDuty returns those of one service at a time.
type graph struct {
	client *pagerduty.Client
	root   pagerduty.ServiceNode

	supporting, dependent []*reached // the nearest first
	cut                   bool       // there are more than maxNodes

	mu     sync.Mutex
	known  map[string][]pagerduty.ServiceDependency // by service
	unread []string                                 // services whose dependencies could not be read
}

// reached is a service that was reached from the root.
type reached struct {
	node    pagerduty.ServiceNode
	depth   int
	through []string // ids of the services one step nearer
}

func newGraph(client *pagerduty.Client, root pagerduty.ServiceNode) *graph {
	return &graph{client: client, root: root, known: map[string][]pagerduty.ServiceDependency{}}
}

// read follows the dependencies in both directions, breadth first.
func (g *graph) read(ctx context.Context, depth int) (err error) {
	g.supporting, err = g.follow(ctx, depth, func(d pagerduty.ServiceDependency) (from, to pagerduty.ServiceNode) { return d.Dependent, d.Supporting })
	if err != nil {
		return err
	}
	g.dependent, err = g.follow(ctx, depth, func(d pagerduty.ServiceDependency) (from, to pagerduty.ServiceNode) { return d.Supporting, d.Dependent })
	return err
}

// follow follows the dependencies in one direction.
func (g *graph) follow(ctx context.Context, depth int, ends func(pagerduty.ServiceDependency) (from, to pagerduty.ServiceNode)) ([]*reached, error) {
	var found []*reached
	byID := map[string]*reached{g.root.ID: {}} // a cycle leads back to it
	level := []pagerduty.ServiceNode{g.root}
	for step := 1; step <= depth && len(level) > 0; step++ {
		if err := g.readAll(ctx, level); err != nil {
			return nil, err
		}
		var next []pagerduty.ServiceNode
		for _, node := range level {
			for _, d := range g.known[node.ID] {
				from, to := ends(d)
				if from.ID != node.ID {
					continue
				}
				if byID[to.ID] == nil && len(found) == maxNodes {
					g.cut = true
					continue
				}
				if byID[to.ID] == nil {
					byID[to.ID] = &reached{node: to, depth: step}
					found, next = append(found, byID[to.ID]), append(next, to)
				}
				byID[to.ID].through = append(byID[to.ID].through, node.ID)
			}
		}
		level = next
	}
	return found, nil
}

// readAll reads the dependencies of services in parallel, each once. Those of the root have to be readable.
func (g *graph) readAll(ctx context.Context, nodes []pagerduty.ServiceNode) error {
	return parallel.Each(ctx, len(nodes), func(ctx context.Context, i int) error {
		node := nodes[i]
		g.mu.Lock()
		_, known := g.known[node.ID]
		g.mu.Unlock()
		if known {
			return nil
		}
		found, err := dependenciesOf(ctx, g.client, node)
		if err != nil && (node == g.root || errors.Is(err, context.Canceled)) {
			return err
		}
		g.mu.Lock()
		defer g.mu.Unlock()
		if g.known[node.ID] = found; err != nil {
			g.unread = append(g.unread, node.ID)
		}
		return nil
	})
}

// dependenciesOf returns the dependencies that a service is directly part of, in both directions.
func dependenciesOf(ctx context.Context, client *pagerduty.Client, node pagerduty.ServiceNode) ([]pagerduty.ServiceDependency, error) {
	if node.IsBusiness() {
		return client.ServiceDependencies.OfBusinessService(ctx, node.ID)
	}
	return client.ServiceDependencies.OfService(ctx, node.ID)
}

// nodes returns all services of the graph but the root.
func (g *graph) nodes() []pagerduty.ServiceNode {
	var nodes []pagerduty.ServiceNode
	for _, found := range slices.Concat(g.supporting, g.dependent) {
		nodes = append(nodes, found.node)
	}
	return nodes
}

// notes returns what the reader has to know about the graph.
func (g *graph) notes() []string {
	var notes []string
	if g.cut {
		notes = append(notes, fmt.Sprintf("At most %d services are followed in each direction, and there are more: ask with a smaller depth, or for one of the last services.", maxNodes))
	}
	if len(g.unread) > 0 {
		slices.Sort(g.unread)
		notes = append(notes, fmt.Sprintf("The dependencies of these services could not be read, so what is beyond them is missing: %v.", g.unread))
	}
	return notes
}
