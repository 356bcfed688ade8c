// Reads {"script": "...", "object": {...}} as JSON, runs the script as Argo CD runs a custom health check, and prints
// what it says of the object: "<status>\t<message>". The interpreter is Argo CD's, with the libraries that it opens.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	lua "github.com/yuin/gopher-lua"
	luajson "layeh.com/gopher-json"
)

type question struct {
	Script string         `json:"script"`
	Object map[string]any `json:"object"`
}

func main() {
	if err := judge(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func judge() error {
	var asked question
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		return fmt.Errorf("not a question: %w", err)
	}
	vm := lua.NewState(lua.Options{SkipOpenLibs: true})
	defer vm.Close()
	for _, library := range []struct {
		name string
		open lua.LGFunction
	}{{lua.LoadLibName, lua.OpenPackage}, {lua.BaseLibName, lua.OpenBase}, {lua.TabLibName, lua.OpenTable}} {
		if err := vm.CallByParam(lua.P{Fn: vm.NewFunction(library.open), Protect: true}, lua.LString(library.name)); err != nil {
			return err
		}
	}
	vm.SetGlobal("obj", luajson.DecodeValue(vm, asked.Object))
	if err := vm.DoString(asked.Script); err != nil {
		return err
	}
	said, ok := vm.Get(-1).(*lua.LTable)
	if !ok {
		return fmt.Errorf("the script returned %s, not a table", vm.Get(-1).Type())
	}
	message := strings.ReplaceAll(lua.LVAsString(said.RawGetString("message")), "\n", " ")
	fmt.Printf("%s\t%s\n", lua.LVAsString(said.RawGetString("status")), message)
	return nil
}
