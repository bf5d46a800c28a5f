module oriel/compositor/seat/keymaps/gen

go 1.26.0
