package doctor

import (
	"fmt"
	"net/http"
	"time"
)

// maxSkew is by how much the clocks may differ. The header Date is precise to a second.
const maxSkew = time.Minute

// clock compares the clock of this machine with the header Date of an answer.
func clock(date string, here time.Time) []Finding {
	there, err := http.ParseTime(date)
	if err != nil {
		return []Finding{{Check: "network.clock", State: NotChecked, Text: "the answer has no time"}}
	}
	ahead := here.Sub(there).Round(time.Second)
	if ahead.Abs() < maxSkew {
		return []Finding{{Check: "network.clock", State: OK, Text: "the clock of this machine agrees with PagerDuty's"}}
	}
	word := "ahead of"
	if ahead < 0 {
		word = "behind"
	}
	return []Finding{{Check: "network.clock", State: Warning, Text: fmt.Sprintf("the clock of this machine is %s %s PagerDuty's", ahead.Abs(), word),
		Mend: "Set the clock: times such as \"the last hour\" are otherwise wrong."}}
}
