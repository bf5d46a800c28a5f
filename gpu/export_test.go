package gpu

// Loaded waits for ldconfig.
func (o *Overlay) Loaded() { o.loading.Wait() }
