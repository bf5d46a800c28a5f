/*
 * oriel-pam checks passwords of this system's users, by PAM. oriel run --pam
 * starts it and joins it to the RDP backend by a socket pair, which is its
 * standard input. It is the one program of Oriel's that is linked with a
 * library of the system, since PAM is made of such.
 *
 *	oriel-pam SERVICE [CONFDIR]
 *
 * A message to it is eight bytes that it gives back, a user's name, a NUL, the
 * password, a NUL. Its answer is the eight bytes and one that is 1 if PAM lets
 * the user in, else 0. Whatever goes wrong is 0. It ends when the other end is
 * closed.
 */

#include <security/pam_appl.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ID = 8, MOST = 2048, PROMPTS = 16 };

/* answer is the conversation: the password where one is asked for. */
static int answer(int n, const struct pam_message **msg, struct pam_response **out, void *password)
{
	if (n < 1 || n > PROMPTS)
		return PAM_CONV_ERR;
	struct pam_response *r = calloc((size_t)n, sizeof *r);
	if (r == NULL)
		return PAM_BUF_ERR;
	for (int i = 0; i < n; i++) {
		switch (msg[i]->msg_style) {
		case PAM_PROMPT_ECHO_OFF:
			if ((r[i].resp = strdup(password)) != NULL)
				continue;
			break;
		case PAM_TEXT_INFO:
		case PAM_ERROR_MSG:
			continue;
		}
		/* Whatever else PAM wants to know there is nobody to ask. */
		for (int k = 0; k < i; k++) {
			if (r[k].resp != NULL)
				explicit_bzero(r[k].resp, strlen(r[k].resp));
			free(r[k].resp);
		}
		free(r);
		return PAM_CONV_ERR;
	}
	*out = r;
	return PAM_SUCCESS;
}

/* check asks PAM. */
static unsigned char check(const char *service, const char *confdir, const char *user, char *password)
{
	struct pam_conv conv = { .conv = answer, .appdata_ptr = password };
	pam_handle_t *pam = NULL;
	int code = pam_start_confdir(service, user, &conv, confdir, &pam);
	if (code == PAM_SUCCESS)
		code = pam_authenticate(pam, PAM_SILENT | PAM_DISALLOW_NULL_AUTHTOK);
	if (code == PAM_SUCCESS)
		code = pam_acct_mgmt(pam, PAM_SILENT | PAM_DISALLOW_NULL_AUTHTOK);
	/* The user whom PAM has let in must be the one who was meant. */
	const void *who = NULL;
	if (code == PAM_SUCCESS)
		code = pam_get_item(pam, PAM_USER, &who);
	unsigned char ok = code == PAM_SUCCESS && who != NULL && strcmp(who, user) == 0;
	if (pam != NULL)
		pam_end(pam, code);
	return ok;
}

int main(int argc, char **argv)
{
	if (argc < 2 || argc > 3) {
		fputs("usage: oriel-pam SERVICE [CONFDIR], with a socket as standard input; oriel run --pam starts it\n", stderr);
		return 2;
	}
	prctl(PR_SET_DUMPABLE, 0); /* nobody looks into its memory */
	static char in[MOST];
	for (;;) {
		ssize_t n = recv(0, in, sizeof in, MSG_TRUNC);
		if (n == 0)
			return 0;
		if (n < 0) {
			if (errno == EINTR)
				continue;
			perror("oriel-pam");
			return 1;
		}
		unsigned char out[ID + 1] = { 0 };
		if (n < ID)
			continue;
		memcpy(out, in, ID);
		if (n <= (ssize_t)sizeof in && n > ID && in[n - 1] == 0) {
			char *user = in + ID, *end = in + n - 1;
			char *password = user + strlen(user) + 1;
			if (password <= end && password + strlen(password) == end && *user != 0 && *password != 0)
				out[ID] = check(argv[1], argc > 2 ? argv[2] : NULL, user, password);
		}
		explicit_bzero(in, sizeof in);
		if (send(0, out, sizeof out, MSG_NOSIGNAL) != sizeof out && errno != EINTR)
			return 0;
	}
}
