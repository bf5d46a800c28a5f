module oriel/compositor/wlproto/gen

go 1.26.0
