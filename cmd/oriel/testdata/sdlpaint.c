/*
 * sdlpaint: a window of SDL 2 that tests look at. It shows four squares, whose
 * colours change with each key and click, and ends when it is closed.
 */
#include <SDL.h>

static const Uint8 colours[4][3] = { { 200, 40, 40 }, { 40, 200, 40 }, { 40, 40, 200 }, { 220, 220, 60 } };

static void draw(SDL_Window* w, int turn)
{
	SDL_Surface* s = SDL_GetWindowSurface(w);
	if (!s)
		return;
	for (int i = 0; i < 4; i++)
	{
		SDL_Rect r = { i % 2 * s->w / 2, i / 2 * s->h / 2, (s->w + 1) / 2, (s->h + 1) / 2 };
		const Uint8* c = colours[(i + turn) % 4];
		SDL_FillRect(s, &r, SDL_MapRGB(s->format, c[0], c[1], c[2]));
	}
	SDL_UpdateWindowSurface(w);
}

int main(int argc, char** argv)
{
	(void)argc, (void)argv;
	if (SDL_Init(SDL_INIT_VIDEO) != 0)
	{
		SDL_Log("SDL_Init: %s", SDL_GetError());
		return 1;
	}
	SDL_Window* w = SDL_CreateWindow("SDL 2", SDL_WINDOWPOS_UNDEFINED, SDL_WINDOWPOS_UNDEFINED, 320, 240, 0);
	if (!w)
	{
		SDL_Log("SDL_CreateWindow: %s", SDL_GetError());
		return 1;
	}
	int turn = 0;
	draw(w, turn);
	for (SDL_Event e; SDL_WaitEvent(&e);)
	{
		if (e.type == SDL_QUIT)
			break;
		if (e.type == SDL_KEYDOWN || e.type == SDL_MOUSEBUTTONDOWN)
			turn++;
		if (e.type == SDL_KEYDOWN || e.type == SDL_MOUSEBUTTONDOWN || e.type == SDL_WINDOWEVENT)
			draw(w, turn);
	}
	SDL_DestroyWindow(w);
	SDL_Quit();
	return 0;
}
