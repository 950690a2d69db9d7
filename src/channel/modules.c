/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "channel/modules.h"

#include <string.h>
#include <sys/utsname.h>

#define RULE_FILES_MAX 256
#define RULE_FILE_SIZE_MAX (256 * 1024)

/* Whether one of this kernel's lists of modules (modules.builtin, modules.dep) has it. */
static gboolean
is_listed(const char *list, const char *module)
{
    g_autofree char *path = NULL, *text = NULL, *entry = NULL;
    struct utsname kernel;

    if (uname(&kernel) < 0)
        return FALSE;
    path = g_build_filename("/lib/modules", kernel.release, list, NULL);
    entry = g_strdup_printf("/%s.ko", module);
    return g_file_get_contents(path, &text, NULL, NULL) && strstr(text, entry) != NULL;
}

static gboolean
is_there(const char *module)
{
    g_autofree char *path = g_build_filename("/sys/module", module, NULL);

    return g_file_test(path, G_FILE_TEST_IS_DIR) || is_listed("modules.builtin", module);
}

gboolean
pptp_modules_line_is_against(const char *line, const char *module)
{
    g_auto(GStrv) words = g_strsplit_set(line, " \t", -1);
    const char *rule = NULL;

    for (guint i = 0; words[i]; i++) {
        if (!*words[i])
            continue;
        if (!rule) {
            rule = words[i];
            continue;
        }
        g_strdelimit(words[i], "-", '_');
        return g_str_equal(rule, "install") && g_str_equal(words[i], module);
    }
    return FALSE;
}

static gboolean
file_is_against(const char *path, const char *module)
{
    g_autofree char *text = NULL;
    g_auto(GStrv) lines = NULL;
    gsize len;

    if (!g_file_get_contents(path, &text, &len, NULL) || len > RULE_FILE_SIZE_MAX)
        return FALSE;
    lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        if (pptp_modules_line_is_against(lines[i], module))
            return TRUE;
    }
    return FALSE;
}

static char *
find_rule_file(const char *module)
{
    static const char *const folders[] = {"/etc/modprobe.d", "/run/modprobe.d", "/usr/lib/modprobe.d", "/lib/modprobe.d"};

    for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autoptr(GDir) dir = g_dir_open(folders[i], 0, NULL);
        const char *name;

        for (guint n = 0; dir && n < RULE_FILES_MAX && (name = g_dir_read_name(dir)); n++) {
            g_autofree char *path = g_build_filename(folders[i], name, NULL);

            if (g_str_has_suffix(name, ".conf") && file_is_against(path, module))
                return g_steal_pointer(&path);
        }
    }
    return NULL;
}

/* Kernels that still assign conntrack helpers by themselves say so here; there a loaded helper lets GRE through by itself. */
static gboolean
conntrack_assigns_helpers(void)
{
    g_autofree char *text = NULL;

    return g_file_get_contents("/proc/sys/net/netfilter/nf_conntrack_helper", &text, NULL, NULL) && text[0] == '1';
}

typedef struct {
    const char *channel;
    gboolean with_mppe;
} Load;

static const char *
first_missing(const Load *load)
{
    if (!is_there(load->channel))
        return load->channel;
    return load->with_mppe && !is_there(PPTP_MODULE_MPPE) ? PPTP_MODULE_MPPE : NULL;
}

static void
on_modprobe_exited(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    g_autoptr(GError) error = NULL;

    /* Its exit status does not matter: what is there afterwards does. */
    if (!g_subprocess_wait_finish(G_SUBPROCESS(source), result, &error) && g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
        g_subprocess_force_exit(G_SUBPROCESS(source));
        g_task_return_error(task, g_steal_pointer(&error));
        return;
    }
    g_task_return_pointer(task, (gpointer)first_missing(g_task_get_task_data(task)), NULL);
}

void
pptp_modules_load_async(const char *channel, gboolean with_mppe, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new(NULL, cancellable, callback, user_data);
    g_autoptr(GSubprocess) modprobe = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *program = NULL;
    const char *argv[] = {"modprobe", "--all", "--quiet", NULL, NULL, NULL, NULL};
    const gboolean helper = conntrack_assigns_helpers() && !is_there("nf_conntrack_pptp");
    Load *load = g_new0(Load, 1);
    guint n = 3;

    load->channel = channel;
    load->with_mppe = with_mppe;
    g_task_set_task_data(task, load, g_free);
    if (!first_missing(load) && !helper) {
        g_task_return_pointer(task, NULL, NULL);
        return;
    }
    program = g_find_program_in_path("modprobe");
    if (!program && g_file_test("/sbin/modprobe", G_FILE_TEST_IS_EXECUTABLE))
        program = g_strdup("/sbin/modprobe");
    argv[0] = program;
    argv[n++] = channel;
    if (with_mppe)
        argv[n++] = PPTP_MODULE_MPPE;
    if (helper)
        argv[n++] = "nf_conntrack_pptp";
    if (program)
        modprobe = g_subprocess_newv(argv, G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
    if (!modprobe) {
        g_task_return_pointer(task, (gpointer)first_missing(load), NULL);
        return;
    }
    g_subprocess_wait_async(modprobe, cancellable, on_modprobe_exited, g_steal_pointer(&task));
}

gboolean
pptp_modules_load_finish(GAsyncResult *result, const char **missing, char **rule_file)
{
    g_autoptr(GError) error = NULL;
    const char *name = g_task_propagate_pointer(G_TASK(result), &error);

    *missing = name;
    /* A rule against what this kernel does not have at all is not to blame. */
    *rule_file = name && is_listed("modules.dep", name) ? find_rule_file(name) : NULL;
    return !name && !error;
}
