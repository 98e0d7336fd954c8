/* RHVoice behind a pipe: a line "VOICE RATE PITCH TEXT" in, a spoken sentence out.

   Out, little-endian: four int32 (sample rate, samples, word starts, word ends), both lists of int32 in samples,
   then int16 samples.  A word's place is that of the 100 ms block it lies in, the block's beginning.
   The registry's wheel has the library for Windows only, so this is built and run as corpus.py says.  */

#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define WORDS 256

typedef struct {
    int (*rate)(int, void *);
    int (*play)(const short *, unsigned, void *);
    int (*mark)(const char *, void *);
    int (*word_starts)(unsigned, unsigned, void *);
    int (*word_ends)(unsigned, unsigned, void *);
    int (*sentence_starts)(unsigned, unsigned, void *);
    int (*sentence_ends)(unsigned, unsigned, void *);
    int (*play_file)(const char *, void *);
    void (*done)(void *);
} Callbacks;

typedef struct {
    const char *data, *config;
    const char **resources;
    Callbacks callbacks;
    unsigned options;
} Setup;

typedef struct {
    const char *voice;
    double rate, pitch, volume, relative_rate, relative_pitch, relative_volume;
    int punctuation;
    const char *punctuation_list;
    int capitals, flags;
} Manner;

static short *samples;
static int count, room, hertz, starts[WORDS], ends[WORDS], started, ended;

static int rate(int value, void *user) { hertz = value; return 1; }
static int begins(unsigned place, unsigned length, void *user) { if (started < WORDS) starts[started++] = count; return 1; }
static int stops(unsigned place, unsigned length, void *user) { if (ended < WORDS) ends[ended++] = count; return 1; }
static int nothing(unsigned place, unsigned length, void *user) { return 1; }
static int named(const char *name, void *user) { return 1; }
static void done(void *user) {}

static int play(const short *more, unsigned length, void *user) {
    if (count + (int)length > room) samples = realloc(samples, sizeof(short) * (room = 2 * (count + length)));
    memcpy(samples + count, more, sizeof(short) * length);
    count += length;
    return 1;
}

int main(int argc, char **argv) {
    HMODULE library = argc == 3 ? LoadLibraryA(argv[1]) : NULL;
    if (!library) return fprintf(stderr, "usage: rhvoice LIBRARY DATA\n"), 1;
    void *(*open)(const Setup *) = (void *)GetProcAddress(library, "RHVoice_new_tts_engine");
    void *(*message)(void *, const char *, unsigned, int, const Manner *, void *) =
        (void *)GetProcAddress(library, "RHVoice_new_message");
    int (*speak)(void *) = (void *)GetProcAddress(library, "RHVoice_speak");
    void (*forget)(void *) = (void *)GetProcAddress(library, "RHVoice_delete_message");
    const char *none[1] = {0};
    Setup setup = {argv[2], argv[2], none, {rate, play, named, begins, stops, nothing, nothing, named, done}, 0};
    void *engine = open(&setup);
    if (!engine) return fprintf(stderr, "RHVoice found no voices in %s\n", argv[2]), 1;
    _setmode(1, _O_BINARY);
    char line[4096], voice[64];
    while (fgets(line, sizeof line, stdin)) {
        double faster, higher;
        int text;
        if (sscanf(line, "%63s %lf %lf %n", voice, &faster, &higher, &text) < 3) continue;
        line[strcspn(line, "\r\n")] = 0;
        count = started = ended = 0;
        Manner manner = {voice, faster, higher, 0, 1, 1, 1, 0, "", 0, 0};
        void *sentence = message(engine, line + text, strlen(line + text), 0, &manner, 0);
        if (sentence) speak(sentence), forget(sentence);
        int head[4] = {hertz, count, started, ended};
        fwrite(head, 4, 4, stdout), fwrite(starts, 4, started, stdout), fwrite(ends, 4, ended, stdout);
        fwrite(samples, 2, count, stdout), fflush(stdout);
    }
    return 0;
}
