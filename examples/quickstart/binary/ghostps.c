/*
 * ghostps: lists the running processes whose executable is no longer on disk.
 *
 * Malware often deletes its own file after it has started, or never has one (memfd). On a host
 * whose ps, libc or dynamic linker (LD_PRELOAD, /etc/ld.so.preload) may have been tampered with,
 * their answers prove nothing; so this program has no libc, no dynamic linker and no interpreter,
 * and asks the kernel itself: getdents64 on /proc, then stat and readlink of each /proc/PID/exe.
 * It cannot see what a rootkit inside the kernel hides.
 *
 * It opens files for reading only, starts nothing, sends nothing and takes no arguments. One line
 * for each process on stdout:
 *
 *     PID  PPID  UID  EXE  COMMAND LINE
 *
 * Not everything listed is an attack: a service that was not restarted after its package was
 * updated is listed too. The lost file of process 123 can still be copied from /proc/123/exe.
 *
 * Exit code: 0; 1 when /proc cannot be read; 2 when the list cannot be written.
 *
 * Linux on x86-64. Build: see build.sh.
 */

typedef unsigned long u64;
typedef unsigned short u16;

enum { SYS_read = 0, SYS_write = 1, SYS_open = 2, SYS_close = 3, SYS_stat = 4 };
enum { SYS_exit = 60, SYS_readlink = 89, SYS_getdents64 = 217 };
enum { O_RDONLY = 0, O_DIRECTORY = 0200000, O_CLOEXEC = 02000000, STDOUT = 1, STDERR = 2 };

/* struct stat of the x86-64 kernel: only the number of links is looked at. */
struct kernel_stat {
    u64 dev;
    u64 ino;
    u64 nlink;
    char rest[144 - 24];
};

/* struct linux_dirent64, without its name. */
struct directory_entry {
    u64 ino;
    u64 next;
    u16 length;
    char type;
} __attribute__((packed));

enum { EPERM = 1, EACCES = 13 };
enum { NAME_OFFSET = 19, COMMAND_LINE_SHOWN = 160 };

static long system_call(long number, long a, long b, long c)
{
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c)
                     : "rcx", "r11", "memory");
    return result;
}

static u64 length_of(const char *text)
{
    u64 length = 0;
    while (text[length] != 0)
        length++;
    return length;
}

/* Output is collected, so that a line is one write. */
static char out[16384];
static u64 out_used;

static void flush(void)
{
    u64 done = 0;
    while (done < out_used) {
        long written = system_call(SYS_write, STDOUT, (long)(out + done), (long)(out_used - done));
        if (written <= 0)
            system_call(SYS_exit, 2, 0, 0);
        done += (u64)written;
    }
    out_used = 0;
}

static void put(char c)
{
    if (out_used == sizeof out)
        flush();
    out[out_used++] = c;
}

static void put_text(const char *text)
{
    while (*text != 0)
        put(*text++);
}

/* Names come from an attacker: nothing may steer the terminal of whoever reads this. */
static void put_foreign(const char *bytes, u64 length)
{
    for (u64 i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        put(c < 0x20 || c >= 0x7f ? '?' : (char)c);
    }
}

static void put_number(u64 number)
{
    char digits[20];
    int count = 0;
    do {
        digits[count++] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    while (count > 0)
        put(digits[--count]);
}

/* Makes "/proc/PID/leaf" in `path`, which holds 64 bytes; a PID has 10 digits at most. */
static void make_path(char *path, const char *pid, const char *leaf)
{
    const char *parts[] = { "/proc/", pid, "/", leaf };
    for (int i = 0; i < 4; i++)
        for (const char *p = parts[i]; *p != 0; p++)
            *path++ = *p;
    *path = 0;
}

/* Reads the beginning of a file; 0 bytes when that is not possible. */
static u64 read_start(const char *path, char *buffer, u64 size)
{
    long file = system_call(SYS_open, (long)path, O_RDONLY | O_CLOEXEC, 0);
    u64 used = 0;
    if (file < 0)
        return 0;
    while (used < size) {
        long got = system_call(SYS_read, file, (long)(buffer + used), (long)(size - used));
        if (got <= 0)
            break;
        used += (u64)got;
    }
    system_call(SYS_close, file, 0, 0);
    return used;
}

/* The number after "\nKEY:" in the text of /proc/PID/status: the first one on that line. */
static u64 status_number(const char *text, u64 length, const char *key)
{
    u64 key_length = length_of(key);
    for (u64 i = 0; i + key_length < length; i++) {
        u64 k = 0;
        while (k < key_length && text[i + k] == key[k])
            k++;
        if (k < key_length)
            continue;
        u64 number = 0;
        u64 at = i + key_length;
        while (at < length && (text[at] == '\t' || text[at] == ' '))
            at++;
        while (at < length && text[at] >= '0' && text[at] <= '9')
            number = number * 10 + (u64)(text[at++] - '0');
        return number;
    }
    return 0;
}

enum finding { FOUND, GHOST, REFUSED };

/* Prints the process when its executable has no link left. */
static enum finding report(const char *pid)
{
    static char text[4096];
    char path[64];
    struct kernel_stat file;

    /*
     * The kernel adds " (deleted)" to the link's text, but so can the name of an ordinary file:
     * the link count of what the process really runs cannot be forged that way.
     */
    make_path(path, pid, "exe");
    long result = system_call(SYS_stat, (long)path, (long)&file, 0);
    if (result == -EPERM || result == -EACCES)
        return REFUSED;
    /* Kernel threads have no executable; a process may have ended meanwhile. */
    if (result != 0 || file.nlink != 0)
        return FOUND;

    put_text(pid);
    make_path(path, pid, "status");
    u64 length = read_start(path, text, sizeof text);
    put('\t');
    put_number(status_number(text, length, "\nPPid:"));
    put('\t');
    put_number(status_number(text, length, "\nUid:"));
    put('\t');
    make_path(path, pid, "exe");
    long link = system_call(SYS_readlink, (long)path, (long)text, sizeof text);
    put_foreign(text, link > 0 ? (u64)link : 0);
    put('\t');
    make_path(path, pid, "cmdline");
    length = read_start(path, text, sizeof text);
    while (length > 0 && text[length - 1] == 0)
        length--;
    for (u64 i = 0; i < length; i++)
        if (text[i] == 0)
            text[i] = ' ';
    put_foreign(text, length < COMMAND_LINE_SHOWN ? length : COMMAND_LINE_SHOWN);
    if (length > COMMAND_LINE_SHOWN)
        put_text("...");
    put('\n');
    flush();
    return GHOST;
}

static int is_pid(const char *name)
{
    u64 length = length_of(name);
    if (length == 0 || length > 10)
        return 0;
    for (u64 i = 0; i < length; i++)
        if (name[i] < '0' || name[i] > '9')
            return 0;
    return 1;
}

static int list_ghosts(void)
{
    static char entries[32768] __attribute__((aligned(8)));
    u64 counts[] = { [FOUND] = 0, [GHOST] = 0, [REFUSED] = 0 };
    long got;
    long folder = system_call(SYS_open, (long)"/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    if (folder < 0) {
        static const char problem[] = "ghostps: /proc cannot be read\n";
        system_call(SYS_write, STDERR, (long)problem, sizeof problem - 1);
        return 1;
    }
    put_text("PID\tPPID\tUID\tEXE\tCOMMAND LINE\n");
    while ((got = system_call(SYS_getdents64, folder, (long)entries, sizeof entries)) > 0) {
        for (long at = 0; at < got;) {
            const struct directory_entry *entry = (const void *)(entries + at);
            const char *name = entries + at + NAME_OFFSET;
            if (is_pid(name))
                counts[report(name)]++;
            at += entry->length;
        }
    }
    system_call(SYS_close, folder, 0, 0);
    put_number(counts[GHOST]);
    put_text(" of ");
    put_number(counts[FOUND] + counts[GHOST] + counts[REFUSED]);
    put_text(" processes run an executable that is no longer on disk.\n");
    if (counts[REFUSED] != 0) {
        put_number(counts[REFUSED]);
        put_text(" could not be looked at (that takes root and CAP_SYS_PTRACE).\n");
    }
    flush();
    return 0;
}

__attribute__((noreturn, used, force_align_arg_pointer)) void _start(void)
{
    system_call(SYS_exit, list_ghosts(), 0, 0);
    __builtin_unreachable();
}
