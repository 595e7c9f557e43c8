package simulator

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"syscall"
	"time"
)

// WithWebhooks makes the simulator deliver the events of incidents to the webhook subscriptions that ask for them, signed as PagerDuty signs
// them, and the event pagey.ping to those that are tested. The default is to deliver nothing.
//
// It contacts only addresses of this machine, such as http://127.0.0.1:8080/hook; for any other, [Simulator.Deliveries] shows what PagerDuty
// would send. Deliveries happen one after the other in the background, in the order of events, each once and for at most five seconds.
// They change nothing in the account.
func WithWebhooks() Option { return func(s *Simulator) { s.courier = &courier{} } }

// Delivery is the delivery of an event to a webhook subscription.
type Delivery struct {
	Subscription string // its id
	Event        string // such as incident.triggered
	URL          string
	Body         []byte
	Signature    string // the value of the header X-PagerDuty-Signature
	Status       int    // of the receiver's answer; 0 if there was none
	Problem      string // why there was none
}

const (
	keptDeliveries    = 1000
	waitingDeliveries = 1000 // at most; more are not sent
	deliveryTime      = 5 * time.Second
)

// courier delivers events one after the other. Its goroutine runs only while something waits.
type courier struct {
	mutex  sync.Mutex
	number int
	queue  []*delivery
	log    []*Delivery
	idle   chan struct{} // closed when nothing waits any longer; nil before the first delivery
}

type delivery struct {
	*Delivery
	headers []webhookHeader
}

// Deliveries waits until all deliveries have ended, or ctx has. It returns the latest 1,000, the oldest first. Without WithWebhooks
// there are none.
func (s *Simulator) Deliveries(ctx context.Context) ([]Delivery, error) {
	if s.courier == nil {
		return nil, nil
	}
	return s.courier.all(ctx)
}

func (c *courier) all(ctx context.Context) ([]Delivery, error) {
	c.mutex.Lock()
	idle := c.idle
	c.mutex.Unlock()
	if idle != nil {
		select {
		case <-idle:
		case <-ctx.Done():
			return nil, fmt.Errorf("deliveries are still under way: %w", ctx.Err())
		}
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return each(c.log, func(d *Delivery) Delivery { return *d }), nil
}

// clear forgets all deliveries. One that is under way still ends.
func (c *courier) clear() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.queue, c.log, c.number = nil, nil, 0
}

// add queues the delivery of an event.
func (c *courier) add(w *webhookSubscription, event webhookEvent, r *http.Request) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.number++
	event.ID = fmt.Sprintf("01SIMULATOR%015d", c.number)
	body := event.body(r)
	d := &delivery{&Delivery{Subscription: w.id, Event: event.Type, URL: w.delivery.url, Body: body, Signature: sign(body, w.delivery.secret)}, w.delivery.headers}
	if c.log = append(c.log, d.Delivery); len(c.log) > keptDeliveries {
		c.log = slices.Clone(c.log[1:])
	}
	switch {
	case !isOfThisMachine(d.URL):
		d.Problem = "not sent: the simulator contacts only addresses of this machine"
		return
	case len(c.queue) >= waitingDeliveries:
		d.Problem = "not sent: too many deliveries wait"
		return
	}
	if c.queue = append(c.queue, d); len(c.queue) == 1 && !c.running() {
		c.idle = make(chan struct{})
		go c.run(c.idle)
	}
}

// running reports whether the goroutine runs.
func (c *courier) running() bool {
	if c.idle == nil {
		return false
	}
	select {
	case <-c.idle:
		return false
	default:
		return true
	}
}

// run delivers until nothing waits.
func (c *courier) run(idle chan struct{}) {
	for {
		c.mutex.Lock()
		if len(c.queue) == 0 {
			close(idle)
			c.mutex.Unlock()
			return
		}
		next := c.queue[0]
		c.queue = c.queue[1:]
		c.mutex.Unlock()
		status, err := next.send()
		c.mutex.Lock()
		if next.Status = status; err != nil {
			next.Problem = err.Error()
		}
		c.mutex.Unlock()
	}
}

// sign returns the signature of a body.
func sign(body []byte, secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return "v1=" + hex.EncodeToString(mac.Sum(nil))
}

// isOfThisMachine reports whether a URL is at a loopback address, or at localhost, which is checked again when it is resolved.
func isOfThisMachine(text string) bool {
	to, err := url.Parse(text)
	return err == nil && (to.Hostname() == "localhost" || isLoopback(to.Hostname()))
}

// deliveryClient connects to loopback addresses only, whatever a name resolves to. It uses no proxy and follows no redirects.
var deliveryClient = &http.Client{
	Timeout:       deliveryTime,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: (&net.Dialer{Control: func(_, address string, _ syscall.RawConn) error {
			if host, _, err := net.SplitHostPort(address); err != nil || !isLoopback(host) {
				return errors.New("the address is not of this machine")
			}
			return nil
		}}).DialContext,
	},
}

func (d *delivery) send() (status int, err error) {
	request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, d.URL, bytes.NewReader(d.Body))
	if err != nil {
		return 0, fmt.Errorf("the request cannot be made: %w", err)
	}
	for _, h := range d.headers {
		request.Header.Set(h.Name, h.Value)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "PagerDuty-Webhook/V3.0")
	request.Header.Set("X-PagerDuty-Signature", d.Signature)
	request.Header.Set("X-Webhook-Subscription", d.Subscription)
	response, err := deliveryClient.Do(request)
	if err != nil {
		return 0, fmt.Errorf("the receiver cannot be reached: %w", err)
	}
	defer response.Body.Close()
	return response.StatusCode, nil
}
