package ivr

// Options that several menus have at the same key.
var (
	person   = Option{Key: '0', Say: "option.person", To: Person}
	home     = Option{Key: '1', Say: "option.home", To: Home}
	moreInfo = Option{Key: '2', Say: "option.info", To: Info}
	fraud    = Option{Key: '4', Say: "option.no-pin", To: NoPIN, If: hasCalled}
	goOnWith = Option{Key: '1', Say: "option.go-on", To: GoOn}
	again    = Option{Key: '#', Say: "option.again"} // the engine's own, as is back
	back     = Option{Key: '*', Say: "option.back"}
)
