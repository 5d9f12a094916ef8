package console

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gin-gonic/gin"

	"madoguchi/store"
	"madoguchi/web"
)

// A part that cannot be renewed while nothing is written stays as it is: no page is put
// into the place of a part.
func TestAPartThatCannotBeRenewedStays(t *testing.T) {
	w := httptest.NewRecorder()
	g, _ := gin.CreateTestContext(w)
	g.Request = httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/console/today/tobu", nil)
	r := &request{Console: &Console{}, Exchange: &web.Exchange{Context: g, Live: true}}
	status, answer := r.Refuse(fmt.Errorf("looking: %w", &store.FileDoubt{What: store.FileGone}))
	if err := answer.Write(r.Exchange); err != nil {
		t.Fatal(err)
	}
	g.Writer.WriteHeaderNow()
	if status != http.StatusServiceUnavailable || w.Code != status || w.Header().Get("HX-Reswap") != "none" || w.Body.Len() != 0 {
		t.Errorf("status %d, answered %d, %q: %s", status, w.Code, w.Header(), w.Body)
	}
}
