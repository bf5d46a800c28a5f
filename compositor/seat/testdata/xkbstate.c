/* xkbstate KEYMAP: answers questions about a keymap by libxkbcommon, for the
 * tests. Lines of the standard input, key codes as evdev has them:
 *
 *   d CODE, u CODE   a key goes down, up: prints the modifiers
 *                    (depressed latched locked) and the effective group
 *   t CODE MODS      prints the character that a key types with modifiers
 *   r                starts anew
 */
#include <stdio.h>
#include <stdlib.h>
#include <xkbcommon/xkbcommon.h>

int main(int argc, char **argv)
{
	FILE *f = argc == 2 ? fopen(argv[1], "r") : NULL;
	struct xkb_context *ctx = xkb_context_new(XKB_CONTEXT_NO_DEFAULT_INCLUDES);
	if (f == NULL || ctx == NULL)
		return 2;
	struct xkb_keymap *map = xkb_keymap_new_from_file(ctx, f,
		XKB_KEYMAP_FORMAT_TEXT_V1, XKB_KEYMAP_COMPILE_NO_FLAGS);
	fclose(f);
	if (map == NULL)
		return 1;
	struct xkb_state *state = xkb_state_new(map);
	char op;
	unsigned code, mods;
	while (scanf(" %c", &op) == 1) {
		switch (op) {
		case 'd':
		case 'u':
			if (scanf("%u", &code) != 1)
				return 2;
			xkb_state_update_key(state, code + 8, op == 'd' ? XKB_KEY_DOWN : XKB_KEY_UP);
			printf("%u %u %u %u\n",
				xkb_state_serialize_mods(state, XKB_STATE_MODS_DEPRESSED),
				xkb_state_serialize_mods(state, XKB_STATE_MODS_LATCHED),
				xkb_state_serialize_mods(state, XKB_STATE_MODS_LOCKED),
				xkb_state_serialize_layout(state, XKB_STATE_LAYOUT_EFFECTIVE));
			break;
		case 't':
			if (scanf("%u %u", &code, &mods) != 2)
				return 2;
			xkb_state_update_mask(state, mods, 0, 0, 0, 0, 0);
			/* Of the symbol: the state's own would make controls of Ctrl. */
			printf("%u\n", xkb_keysym_to_utf32(xkb_state_key_get_one_sym(state, code + 8)));
			break;
		case 'r':
			xkb_state_unref(state);
			state = xkb_state_new(map);
			break;
		default:
			return 2;
		}
	}
	xkb_state_unref(state);
	xkb_keymap_unref(map);
	xkb_context_unref(ctx);
	return 0;
}
