package wlserver

type dataState struct{}

func (dataState) surfaceGone(*surface) {}
