// The limit that bench/run.sh compares the hub with: a bare vhost-user back-end for virtio-gpio, as fast as we know how to make one.
//
//   limit --socket PATH [--socket PATH]… [--lines N] [--wire] [--look MICROS]
//
//   --socket PATH   a guest, with lines of its own; at most MOST_GUESTS of them
//   --lines N       lines of each guest; 32 if not given
//   --wire          line i of the first guest drives line i of the second: SET_VALUE of the one is an edge of the other
//   --look MICROS   look at the rings for so long before going to sleep; 0, as without it: sleep as soon as they are empty
//
// It says "listening" when all its sockets listen, and ends with status 0 on SIGTERM.
//
// It does what a back-end cannot do without, and nothing else: one thread, no lines but bytes in memory, no configuration, no isolation of
// one guest from another. It is compared with something that has all of those, so what it costs is what those could cost nothing less than.
// It trusts its front-end, which is our own, but bounds every index and address: whatever does not fit ends it with a message, because
// a crash in a benchmark is a riddle.
//
// Sources: QEMU docs/interop/vhost-user.rst; virtio v1.2 §2.7 (split virtqueues), §5.18 (GPIO device); docs/spec of this repository.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { MOST_GUESTS = 256, MOST_LINES = 1024, MOST_REGIONS = 8, QUEUES = 2 };

// Chains that are read ahead, answered and shown to the driver together. More of them share one store of used.idx and one signal, fewer let
// the driver work on the first while the last are being done. From 4 to 64 no difference was seen that repetitions did not have too.
#ifndef BATCH
#define BATCH 16
#endif

static _Noreturn void __attribute__((format(printf, 1, 2))) fail(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    fputs("limit: ", stderr);
    vfprintf(stderr, format, values);
    fputc('\n', stderr);
    va_end(values);
    exit(1);
}

#define MUST(call) ((call) < 0 ? fail("%s: %s", #call, strerror(errno)) : (void)0)

// ---- What is in the guest's memory: virtio v1.2 §2.7. All little-endian, as is every machine that this is built for. ----

struct descriptor { uint64_t address; uint32_t length; uint16_t flags, next; };
struct avail { uint16_t flags, index, ring[]; };        // after the ring: used_event
struct used_element { uint32_t id, length; };
struct used { uint16_t flags, index; struct used_element ring[]; };     // after the ring: avail_event

enum { DESCRIPTOR_NEXT = 1, DESCRIPTOR_WRITE = 2, DESCRIPTOR_INDIRECT = 4 };
enum { NO_CALL = 1 };       // avail.flags, where EVENT_IDX was not negotiated

// ---- What virtio-gpio says: virtio v1.2 §5.18 ----

struct request { uint16_t type, line; uint32_t value; };
struct response { uint8_t status, value; };

enum { GET_LINE_NAMES = 1, GET_DIRECTION, SET_DIRECTION, GET_VALUE, SET_VALUE, SET_IRQ_TYPE };
enum { OK = 0, ERR = 1 };
enum { INVALID = 0, VALID = 1 };
enum { NONE = 0, OUT = 1, IN = 2 };
enum { IRQ_NONE = 0, EDGE_RISING = 1, EDGE_FALLING = 2, EDGE_BOTH = 3, LEVEL_HIGH = 4, LEVEL_LOW = 8 };

enum { FEATURE_IRQ = 0, FEATURE_INDIRECT = 28, FEATURE_EVENT_IDX = 29, FEATURE_PROTOCOL = 30, FEATURE_VERSION_1 = 32 };
#define BIT(n) (UINT64_C(1) << (n))
#define FEATURES (BIT(FEATURE_IRQ) | BIT(FEATURE_INDIRECT) | BIT(FEATURE_EVENT_IDX) | BIT(FEATURE_PROTOCOL) | BIT(FEATURE_VERSION_1))

// ---- What this program knows ----

struct region { uint64_t guest, user, size; uint8_t *start; void *mapping; size_t mapped; };

struct ring {
    struct descriptor *descriptors;
    struct avail *avail;
    struct used *used;
    uint16_t *used_event, *avail_event;
    uint16_t size;              // a power of two
    uint16_t next;              // of the avail ring: the next chain to take
    uint16_t filled, shown;     // of the used ring: elements written, and those of them that the driver was shown
    uint16_t asked_at;          // the avail index for which a kick was asked
    bool asked;                 // false: the driver has been told nothing since chains were taken
    bool enabled, event_idx;
    int kick, call;             // −1 = none
};

struct line {
    uint8_t direction, value, level, type;      // level: what is on the wire into an input
    bool latched, held;
    uint16_t head;                              // of the pair that is held
    uint8_t *status;
};

struct guest {
    const char *path;
    int listener, socket;       // socket: −1 = nobody is connected
    uint64_t features;
    bool acknowledges, awake;
    unsigned region_count;
    struct region regions[MOST_REGIONS];
    struct ring rings[QUEUES];  // 0 = requestq, 1 = eventq
    struct guest *wired_to;     // null = no wire
    struct line *lines;
};

static struct guest guests[MOST_GUESTS], *awake[MOST_GUESTS];
static unsigned guest_count, awake_count, line_count = 32;
static int epoll_fd, signal_fd;

// ---- Rings ----

static inline bool runs(const struct ring *ring) { return ring->enabled && ring->kick >= 0 && ring->avail != NULL; }

static inline uint16_t avail_index(const struct ring *ring) { return __atomic_load_n(&ring->avail->index, __ATOMIC_ACQUIRE); }

static inline uint8_t *at(const struct guest *guest, uint64_t address, uint64_t length)
{
    for (unsigned i = 0; i < guest->region_count; i++) {
        const struct region *region = &guest->regions[i];
        uint64_t offset = address - region->guest;
        if (offset < region->size && length <= region->size - offset) return region->start + offset;
    }
    fail("%s: no %llu bytes of memory at 0x%llx", guest->path, (unsigned long long)length, (unsigned long long)address);
}

// A chain whose descriptors have been read: what the driver wrote, and where to answer.
struct chain {
    uint16_t head;
    const struct descriptor *first, *second;
    const uint8_t *asked;
    uint8_t *answer;
    uint32_t asked_length, answer_length;
};

// Takes chains off the ring. Nearly all that a request costs here is waiting for cache lines that the driver's CPU has just written, each
// of which tells where the next is: avail entry → descriptor → indirect table → request. Chain by chain those waits would follow each
// other. In passes the same lines of all chains are on their way together, and by the time of the next pass they have arrived.
static void take(const struct guest *guest, struct ring *ring, struct chain *chains, unsigned count)
{
    uint16_t mask = ring->size - 1;
    for (unsigned i = 0; i < count; i++) {
        uint16_t head = ring->avail->ring[(uint16_t)(ring->next + i) & mask];
        if (head >= ring->size) fail("%s: head %u of a ring of %u", guest->path, head, ring->size);
        chains[i].head = head;
        __builtin_prefetch(&ring->descriptors[head]);
    }

    for (unsigned i = 0; i < count; i++) {
        struct descriptor first = ring->descriptors[chains[i].head];
        if (first.flags & DESCRIPTOR_INDIRECT) {
            if (first.length != 2 * sizeof(struct descriptor)) fail("%s: an indirect table of %u bytes", guest->path, first.length);
            chains[i].first = (const struct descriptor *)at(guest, first.address, first.length);
            chains[i].second = chains[i].first + 1;
            __builtin_prefetch(chains[i].first);
        } else {
            if (first.next >= ring->size) fail("%s: descriptor %u of a ring of %u", guest->path, first.next, ring->size);
            chains[i].first = &ring->descriptors[chains[i].head];
            chains[i].second = &ring->descriptors[first.next];
            __builtin_prefetch(chains[i].second);
        }
    }

    for (unsigned i = 0; i < count; i++) {
        struct descriptor first = *chains[i].first, second = *chains[i].second;
        if (first.flags != DESCRIPTOR_NEXT || second.flags != DESCRIPTOR_WRITE)
            fail("%s: a chain of other than one readable and one writable descriptor", guest->path);
        chains[i].asked = at(guest, first.address, first.length);
        chains[i].asked_length = first.length;
        chains[i].answer = at(guest, second.address, second.length);
        chains[i].answer_length = second.length;
        __builtin_prefetch(chains[i].asked);
        __builtin_prefetch(chains[i].answer, 1);
    }
    ring->next += count;
    ring->asked = false;
}

// Gives a chain back. The driver sees it after show().
static inline void give_back(struct ring *ring, uint16_t head, uint32_t length)
{
    ring->used->ring[ring->filled++ & (ring->size - 1)] = (struct used_element){ head, length };
}

// One store for all that was given back, and one signal if the driver wants one (virtio v1.2 §2.7.7.2).
static inline void show(struct ring *ring)
{
    uint16_t before = ring->shown, now = ring->filled;
    if (before == now) return;
    ring->shown = now;
    __atomic_store_n(&ring->used->index, now, __ATOMIC_RELEASE);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);    // used.idx before the driver's wish: it writes its wish before it looks at used.idx
    bool wanted = ring->event_idx
        ? (uint16_t)(now - __atomic_load_n(ring->used_event, __ATOMIC_RELAXED) - 1) < (uint16_t)(now - before)
        : !(__atomic_load_n(&ring->avail->flags, __ATOMIC_RELAXED) & NO_CALL);
    if (wanted && ring->call >= 0) MUST(write(ring->call, &(uint64_t){ 1 }, sizeof(uint64_t)));
}

// Asks the driver to kick for the next chain. While it is not asked, it need not: what it was asked for lies behind.
// Returns whether a chain came meanwhile.
static inline bool ask_for_kick(struct ring *ring)
{
    if (!runs(ring)) return false;
    if (ring->asked && ring->asked_at == ring->next) return false;      // it knows, and whatever comes will be heard
    if (ring->event_idx) __atomic_store_n(ring->avail_event, ring->next, __ATOMIC_RELAXED);    // without it the driver always kicks
    __atomic_thread_fence(__ATOMIC_SEQ_CST);    // the wish before the look at avail.idx
    ring->asked_at = ring->next;
    ring->asked = true;
    return avail_index(ring) != ring->next;
}

// ---- Lines: docs/spec/virtio-gpio.md ----

static inline uint8_t level_of(const struct line *line) { return line->direction == OUT ? line->value : line->level; }

static void return_pair(struct guest *guest, struct line *line, uint8_t status)
{
    *line->status = status;
    line->held = false;
    give_back(&guest->rings[1], line->head, 1);
}

// Level types are events as long as the level is there (VG-D-43).
static bool level_is_active(const struct line *line)
{
    return (line->type == LEVEL_HIGH && level_of(line)) || (line->type == LEVEL_LOW && !level_of(line));
}

// What comes over the wire (VG-D-37, VG-D-42).
static void sense(struct guest *guest, unsigned number, uint8_t level)
{
    struct line *line = &guest->lines[number];
    if (line->level == level) return;
    line->level = level;
    if (line->direction == OUT) return;
    bool edge = line->type & (level ? EDGE_RISING : EDGE_FALLING);
    if (edge && !line->held) line->latched = true;
    if (line->held && (edge || level_is_active(line))) return_pair(guest, line, VALID);
}

static inline void drive(struct guest *guest, unsigned number)
{
    const struct line *line = &guest->lines[number];
    if (guest->wired_to) sense(guest->wired_to, number, line->direction == OUT ? line->value : 0);
}

// VG-D-32 … VG-D-38.
static uint8_t set_irq_type(struct guest *guest, struct line *line, uint32_t type)
{
    bool known = type <= LEVEL_HIGH || type == LEVEL_LOW;
    if (!known || !(guest->features & BIT(FEATURE_IRQ)) || line->direction == OUT) return ERR;
    if (type == line->type) return OK;
    line->type = (uint8_t)type;
    line->latched = false;
    if (line->held && (type == IRQ_NONE || level_is_active(line))) return_pair(guest, line, type == IRQ_NONE ? INVALID : VALID);
    return OK;
}

// VG-D-23 … VG-D-27.
static uint8_t set_direction(struct guest *guest, unsigned number, uint32_t direction)
{
    struct line *line = &guest->lines[number];
    if (direction > IN || (direction == OUT && line->type != IRQ_NONE)) return ERR;
    if (direction == NONE) {
        set_irq_type(guest, line, IRQ_NONE);
        line->value = 0;
    }
    line->direction = (uint8_t)direction;
    drive(guest, number);
    return OK;
}

static uint8_t set_value(struct guest *guest, unsigned number, uint32_t value)
{
    struct line *line = &guest->lines[number];
    if (value > 1) return ERR;
    line->value = (uint8_t)value;
    if (line->direction == OUT) drive(guest, number);
    return OK;
}

static struct response respond(struct guest *guest, struct request request)
{
    struct response response = { ERR, 0 };
    if (request.line >= line_count) return response;
    struct line *line = &guest->lines[request.line];
    switch (request.type) {
    case GET_VALUE: return (struct response){ OK, level_of(line) };
    case SET_VALUE: response.status = set_value(guest, request.line, request.value); break;
    case GET_DIRECTION: return (struct response){ OK, line->direction };
    case SET_DIRECTION: response.status = set_direction(guest, request.line, request.value); break;
    case SET_IRQ_TYPE: response.status = set_irq_type(guest, line, request.value); break;
    default: break;     // GET_LINE_NAMES too: there are none (VG-D-22)
    }
    return response;
}

static void show_all(struct guest *guest)
{
    if (guest->wired_to && runs(&guest->wired_to->rings[1])) show(&guest->wired_to->rings[1]);
    if (runs(&guest->rings[1])) show(&guest->rings[1]);
    show(&guest->rings[0]);     // last: an INVALID comes before the OK that it belongs to (VG-D-38)
}

static unsigned waiting(const struct guest *guest, const struct ring *ring, uint16_t until)
{
    uint16_t count = until - ring->next;
    if (count > ring->size) fail("%s: avail.idx jumps by %u in a ring of %u", guest->path, count, ring->size);
    return count < BATCH ? count : BATCH;
}

// The requestq, up to an avail index.
static bool answer(struct guest *guest, uint16_t until)
{
    struct ring *ring = &guest->rings[0];
    if (ring->next == until) return false;
    do {
        struct chain chains[BATCH];
        unsigned count = waiting(guest, ring, until);
        take(guest, ring, chains, count);
        for (unsigned i = 0; i < count; i++) {
            struct request request;
            struct response response = { ERR, 0 };
            if (chains[i].answer_length < sizeof response) fail("%s: no room for a response", guest->path);
            if (chains[i].asked_length >= sizeof request) {
                memcpy(&request, chains[i].asked, sizeof request);
                response = respond(guest, request);
            }
            memcpy(chains[i].answer, &response, sizeof response);
            give_back(ring, chains[i].head, sizeof response);
        }
        show_all(guest);
    } while (ring->next != until);
    return true;
}

// The eventq: a pair that comes unmasks its line (VG-D-40, VG-D-41).
static bool take_pairs(struct guest *guest)
{
    struct ring *ring = &guest->rings[1];
    uint16_t until = avail_index(ring);
    if (ring->next == until) return false;
    do {
        struct chain chains[BATCH];
        unsigned count = waiting(guest, ring, until);
        take(guest, ring, chains, count);
        for (unsigned i = 0; i < count; i++) {
            uint16_t number = UINT16_MAX;
            if (chains[i].answer_length < 1) fail("%s: no room for the status of an interrupt", guest->path);
            if (chains[i].asked_length >= sizeof number) memcpy(&number, chains[i].asked, sizeof number);
            struct line *line = number < line_count ? &guest->lines[number] : NULL;
            if (!line || line->held || line->type == IRQ_NONE) {        // VG-D-44, VG-D-45
                *chains[i].answer = INVALID;
                give_back(ring, chains[i].head, 1);
                continue;
            }
            line->held = true;
            line->head = chains[i].head;
            line->status = chains[i].answer;
            if (line->latched || level_is_active(line)) {
                line->latched = false;
                return_pair(guest, line, VALID);
            }
        }
        show(ring);
    } while (ring->next != until);
    return true;
}

// One turn of a guest. The requests are those that were there before the pairs were taken: so a pair that was queued before a request has
// been taken when that request is done (VG-D-38).
static bool serve(struct guest *guest)
{
    bool asks = runs(&guest->rings[0]);
    uint16_t until = asks ? avail_index(&guest->rings[0]) : 0;
    bool worked = runs(&guest->rings[1]) && take_pairs(guest);
    return (asks && answer(guest, until)) || worked;
}

// ---- vhost-user ----

enum {
    GET_FEATURES = 1, SET_FEATURES = 2, SET_OWNER = 3, SET_MEM_TABLE = 5, SET_VRING_NUM = 8, SET_VRING_ADDR = 9, SET_VRING_BASE = 10,
    GET_VRING_BASE = 11, SET_VRING_KICK = 12, SET_VRING_CALL = 13, SET_VRING_ERR = 14, GET_PROTOCOL_FEATURES = 15,
    SET_PROTOCOL_FEATURES = 16, GET_QUEUE_NUM = 17, SET_VRING_ENABLE = 18, GET_CONFIG = 24,
};
enum { PROTOCOL_MQ = 0, PROTOCOL_REPLY_ACK = 3, PROTOCOL_CONFIG = 9 };
enum { MESSAGE_VERSION = 1, MESSAGE_REPLY = 4, MESSAGE_NEED_REPLY = 8, NO_DESCRIPTOR = 0x100 };

struct __attribute__((packed)) message {
    struct { uint32_t request, flags, size; } header;
    union {
        uint64_t number;
        struct { uint32_t index, number; } ring;
        struct { uint32_t index, flags; uint64_t descriptors, used, avail, log; } addresses;
        struct { uint32_t count, padding; struct { uint64_t guest, size, user, offset; } regions[MOST_REGIONS]; } memory;
        struct { uint32_t offset, size, flags; uint8_t bytes[256]; } config;
    } payload;
};

enum { TAG_LISTENER, TAG_SOCKET, TAG_KICK_0, TAG_KICK_1, TAG_SIGNAL };

static uint64_t tag(const struct guest *guest, unsigned what) { return (uint64_t)(guest ? guest - guests : 0) << 8 | what; }

static void watch(int fd, uint32_t events, uint64_t tag)
{
    struct epoll_event event = { .events = events, .data.u64 = tag };
    MUST(epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event));
}

static void wake(struct guest *guest)
{
    if (guest->awake) return;
    guest->awake = true;
    awake[awake_count++] = guest;
}

static void close_kick(struct ring *ring)
{
    if (ring->kick < 0) return;
    epoll_ctl(epoll_fd, EPOLL_CTL_DEL, ring->kick, NULL);      // the front-end has a copy: closing alone would leave it in the set
    close(ring->kick);
    ring->kick = -1;
}

static void forget_memory(struct guest *guest)
{
    for (unsigned i = 0; i < guest->region_count; i++) munmap(guest->regions[i].mapping, guest->regions[i].mapped);
    guest->region_count = 0;
}

// The front-end has gone: the guest is as new, and its socket takes the next.
static void forget(struct guest *guest)
{
    for (unsigned i = 0; i < QUEUES; i++) {
        close_kick(&guest->rings[i]);
        if (guest->rings[i].call >= 0) close(guest->rings[i].call);
        guest->rings[i] = (struct ring){ .kick = -1, .call = -1 };
    }
    forget_memory(guest);
    for (unsigned i = 0; i < line_count; i++) guest->lines[i] = (struct line){ .level = guest->lines[i].level };
    for (unsigned i = 0; i < line_count; i++) drive(guest, i);
    if (guest->socket >= 0) close(guest->socket);
    guest->socket = -1;
    guest->acknowledges = false;
    guest->features = 0;
}

static void map_memory(struct guest *guest, const struct message *message, const int *fds, unsigned fd_count)
{
    forget_memory(guest);
    unsigned count = message->payload.memory.count;
    if (count > MOST_REGIONS || count != fd_count) fail("%s: %u regions with %u descriptors", guest->path, count, fd_count);
    for (unsigned i = 0; i < count; i++) {
        uint64_t size = message->payload.memory.regions[i].size, offset = message->payload.memory.regions[i].offset;
        if (size + offset < size) fail("%s: a region of %llu bytes", guest->path, (unsigned long long)size);
        // Populated: the first touch of a page is no part of what is measured.
        void *mapping = mmap(NULL, size + offset, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fds[i], 0);
        if (mapping == MAP_FAILED) fail("%s: mmap: %s", guest->path, strerror(errno));
        guest->regions[i] = (struct region){
            message->payload.memory.regions[i].guest, message->payload.memory.regions[i].user, size, (uint8_t *)mapping + offset,
            mapping, size + offset,
        };
    }
    guest->region_count = count;
}

static void *at_user(const struct guest *guest, uint64_t address, uint64_t length)
{
    for (unsigned i = 0; i < guest->region_count; i++) {
        uint64_t offset = address - guest->regions[i].user;
        if (offset < guest->regions[i].size) return at(guest, guest->regions[i].guest + offset, length);
    }
    fail("%s: a ring at 0x%llx, which is in no region", guest->path, (unsigned long long)address);
}

static struct ring *ring_of(struct guest *guest, uint64_t index)
{
    if (index >= QUEUES) fail("%s: ring %llu of %u", guest->path, (unsigned long long)index, QUEUES);
    return &guest->rings[index];
}

static void place(struct guest *guest, const struct message *message)
{
    struct ring *ring = ring_of(guest, message->payload.addresses.index);
    if (ring->size == 0) fail("%s: a ring gets its addresses before its size", guest->path);
    uint64_t size = ring->size;
    ring->descriptors = at_user(guest, message->payload.addresses.descriptors, size * sizeof(struct descriptor));
    ring->avail = at_user(guest, message->payload.addresses.avail, 6 + 2 * size);
    ring->used = at_user(guest, message->payload.addresses.used, 6 + size * sizeof(struct used_element));
    ring->used_event = &ring->avail->ring[size];
    ring->avail_event = (uint16_t *)&ring->used->ring[size];
    ring->event_idx = guest->features & BIT(FEATURE_EVENT_IDX);
    ring->filled = ring->shown = ring->used->index;
    ring->asked = false;
}

// A stop of the eventq gives the pairs that are held back, so that the driver can queue them again (VG-D-50).
static void stop(struct guest *guest, struct ring *ring)
{
    if (ring == &guest->rings[1] && ring->avail) {
        for (unsigned i = 0; i < line_count; i++)
            if (guest->lines[i].held) return_pair(guest, &guest->lines[i], INVALID);
        show(ring);
    }
    close_kick(ring);
}

static void set_kick(struct guest *guest, const struct message *message, int fd)
{
    struct ring *ring = ring_of(guest, message->payload.number & 0xff);
    close_kick(ring);
    if (fd < 0) fail("%s: a ring without a kick descriptor", guest->path);
    ring->kick = fd;
    // Edge-triggered: each kick is told once, and nobody has to read the eventfd, which would be one more system call.
    watch(fd, EPOLLIN | EPOLLET, tag(guest, ring == &guest->rings[0] ? TAG_KICK_0 : TAG_KICK_1));
}

static void set_call(struct guest *guest, const struct message *message, int fd)
{
    struct ring *ring = ring_of(guest, message->payload.number & 0xff);
    if (ring->call >= 0) close(ring->call);
    ring->call = fd;
    // What was shown while it had another may have signalled that: once too often does no harm.
    if (fd >= 0 && runs(ring)) MUST(write(fd, &(uint64_t){ 1 }, sizeof(uint64_t)));
}

static void get_config(struct message *message)
{
    uint8_t config[256] = { (uint8_t)line_count, (uint8_t)(line_count >> 8) };      // the rest is zero: no names
    uint32_t offset = message->payload.config.offset, size = message->payload.config.size;
    if (offset > sizeof config || size > sizeof config - offset) fail("%u bytes of config at %u", size, offset);
    memcpy(message->payload.config.bytes, config + offset, size);
    message->header.size = 12 + size;
}

static void answer_number(struct message *message, uint64_t number)
{
    message->payload.number = number;
    message->header.size = sizeof number;
}

// Does what a message says. Returns whether its reply is in it.
static bool obey(struct guest *guest, struct message *message, const int *fds, unsigned fd_count)
{
    int fd = fd_count > 0 ? fds[0] : -1;
    uint64_t number = message->payload.number;
    switch (message->header.request) {
    case GET_FEATURES: answer_number(message, FEATURES); return true;
    case GET_PROTOCOL_FEATURES:
        answer_number(message, BIT(PROTOCOL_MQ) | BIT(PROTOCOL_REPLY_ACK) | BIT(PROTOCOL_CONFIG));
        return true;
    case GET_QUEUE_NUM: answer_number(message, QUEUES); return true;
    case GET_CONFIG: get_config(message); return true;
    case GET_VRING_BASE: {
        struct ring *ring = ring_of(guest, message->payload.ring.index);
        stop(guest, ring);
        message->payload.ring.number = ring->next;
        return true;
    }
    case SET_FEATURES: guest->features = number; break;
    case SET_PROTOCOL_FEATURES: guest->acknowledges = number & BIT(PROTOCOL_REPLY_ACK); break;
    case SET_MEM_TABLE: map_memory(guest, message, fds, fd_count); break;
    case SET_VRING_NUM: {
        uint32_t size = message->payload.ring.number;
        if (size == 0 || size > 32768 || (size & (size - 1))) fail("%s: a ring of %u", guest->path, size);
        ring_of(guest, message->payload.ring.index)->size = (uint16_t)size;
        break;
    }
    case SET_VRING_BASE: ring_of(guest, message->payload.ring.index)->next = (uint16_t)message->payload.ring.number; break;
    case SET_VRING_ADDR: place(guest, message); break;
    case SET_VRING_KICK: set_kick(guest, message, fd); break;
    case SET_VRING_CALL: set_call(guest, message, fd); break;
    case SET_VRING_ERR: if (fd >= 0) close(fd); break;      // what would be told there ends this program
    case SET_VRING_ENABLE: ring_of(guest, message->payload.ring.index)->enabled = message->payload.ring.number; break;
    case SET_OWNER: break;
    default: fail("%s: vhost-user request %u is not understood", guest->path, message->header.request);
    }
    if (message->header.request == SET_MEM_TABLE)
        for (unsigned i = 0; i < fd_count; i++) close(fds[i]);
    return false;
}

// Reads one message and does it. The socket blocks: a message comes in one piece.
static void hear(struct guest *guest)
{
    struct message message = { 0 };
    union { struct cmsghdr align; char bytes[CMSG_SPACE(MOST_REGIONS * sizeof(int))]; } control;
    struct iovec header = { &message.header, sizeof message.header };
    struct msghdr received = { .msg_iov = &header, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
    ssize_t length = recvmsg(guest->socket, &received, MSG_CMSG_CLOEXEC | MSG_WAITALL);
    if (length == 0 || (length < 0 && errno == ECONNRESET)) {
        forget(guest);
        return;
    }
    if (length != sizeof message.header || message.header.size > sizeof message.payload) fail("%s: half a message", guest->path);
    ssize_t size = message.header.size;
    if (size > 0 && recv(guest->socket, &message.payload, (size_t)size, MSG_WAITALL) != size) fail("%s: half a message", guest->path);

    int fds[MOST_REGIONS];
    unsigned fd_count = 0;
    for (struct cmsghdr *part = CMSG_FIRSTHDR(&received); part; part = CMSG_NXTHDR(&received, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
        fd_count = (unsigned)((part->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        memcpy(fds, CMSG_DATA(part), fd_count * sizeof(int));
    }

    bool replies = obey(guest, &message, fds, fd_count);
    wake(guest);        // whatever it was, its rings are looked at
    if (!replies && !(guest->acknowledges && (message.header.flags & MESSAGE_NEED_REPLY))) return;
    if (!replies) answer_number(&message, 0);
    message.header.flags = MESSAGE_VERSION | MESSAGE_REPLY;
    MUST(send(guest->socket, &message, sizeof message.header + message.header.size, MSG_NOSIGNAL));
}

static void admit(struct guest *guest)
{
    int socket = accept4(guest->listener, NULL, NULL, SOCK_CLOEXEC);
    if (socket < 0) return;
    if (guest->socket >= 0) {       // it has one place
        close(socket);
        return;
    }
    guest->socket = socket;
    watch(socket, EPOLLIN, tag(guest, TAG_SOCKET));
}

// ---- The loop ----

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static inline void relax(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb");
#endif
}

// Takes what epoll has. Returns false on SIGTERM.
static bool listen_around(int timeout)
{
    struct epoll_event events[64];
    int count = epoll_wait(epoll_fd, events, 64, timeout);
    if (count < 0 && errno != EINTR) fail("epoll_wait: %s", strerror(errno));
    for (int i = 0; i < count; i++) {
        struct guest *guest = &guests[events[i].data.u64 >> 8];
        switch (events[i].data.u64 & 0xff) {
        case TAG_SIGNAL: return false;
        case TAG_LISTENER: admit(guest); break;
        case TAG_SOCKET: if (guest->socket >= 0) hear(guest); break;
        default: wake(guest); break;
        }
    }
    return true;
}

// Serves each guest that is awake once. Those in whose rings nothing is any more, and who will kick for what comes, fall asleep if they
// may.
static bool turn(bool may_sleep)
{
    bool worked = false;
    unsigned kept = 0;
    for (unsigned i = 0; i < awake_count; i++) {
        struct guest *guest = awake[i];
        bool had = serve(guest);
        worked |= had;
        bool stays = !may_sleep || ask_for_kick(&guest->rings[0]) | ask_for_kick(&guest->rings[1]);
        if (stays) awake[kept++] = guest;
        else guest->awake = false;
    }
    awake_count = kept;
    return worked;
}

// Every guest that has kicked is awake: its rings are looked at, and it need not kick. It stays so until the rings of all that are awake
// have been empty for the time of --look.
static void run(int64_t look_ns)
{
    enum { TURNS_BETWEEN_LISTENING = 64, TURNS_BETWEEN_CLOCKS = 8 };
    bool may_sleep = look_ns == 0;
    int64_t empty_since = 0;
    unsigned turns = 0;
    while (true) {
        // While somebody is awake the others are heard too, only not so often: that is a system call.
        bool listens = awake_count == 0 || ++turns % TURNS_BETWEEN_LISTENING == 0;
        if (listens && !listen_around(awake_count == 0 ? -1 : 0)) return;
        bool worked = turn(may_sleep);
        if (look_ns == 0) continue;
        if (worked) {
            empty_since = 0;
            may_sleep = false;
            continue;
        }
        relax();
        if (turns % TURNS_BETWEEN_CLOCKS != 0) continue;
        int64_t time = now();
        if (empty_since == 0) empty_since = time;
        may_sleep = time - empty_since >= look_ns;
    }
}

static int listen_at(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (strlen(path) >= sizeof address.sun_path) fail("%s: too long for a socket", path);
    strcpy(address.sun_path, path);
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    MUST(listener);
    unlink(path);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) fail("%s: %s", path, strerror(errno));
    MUST(listen(listener, 8));
    return listener;
}

static unsigned long number_of(const char *option, const char *text, unsigned long most)
{
    char *end;
    unsigned long number = text ? strtoul(text, &end, 10) : 0;
    if (!text || end == text || *end || number > most) fail("%s: expected a number up to %lu", option, most);
    return number;
}

int main(int argc, char **argv)
{
    unsigned long look_us = 0;
    bool wire = false;
    for (int i = 1; i < argc; i++) {
        const char *option = argv[i];
        if (!strcmp(option, "--wire")) wire = true;
        else if (!strcmp(option, "--lines")) line_count = (unsigned)number_of(option, argv[++i], MOST_LINES);
        else if (!strcmp(option, "--look")) look_us = number_of(option, argv[++i], 1000000);
        else if (!strcmp(option, "--socket") && i + 1 < argc && guest_count < MOST_GUESTS) guests[guest_count++].path = argv[++i];
        else fail("usage: limit --socket PATH [--socket PATH]… [--lines N] [--wire] [--look MICROS]");
    }
    if (guest_count == 0 || line_count == 0 || (wire && guest_count < 2)) fail("a guest needs a socket and a line, a wire two guests");

    MUST(epoll_fd = epoll_create1(EPOLL_CLOEXEC));
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    MUST(sigprocmask(SIG_BLOCK, &ends, NULL));
    MUST(signal_fd = signalfd(-1, &ends, SFD_CLOEXEC));
    watch(signal_fd, EPOLLIN, tag(NULL, TAG_SIGNAL));
    for (unsigned i = 0; i < guest_count; i++) {
        struct guest *guest = &guests[i];
        guest->lines = calloc(line_count, sizeof *guest->lines);
        if (!guest->lines) fail("out of memory");
        guest->socket = -1;
        for (unsigned r = 0; r < QUEUES; r++) guest->rings[r].kick = guest->rings[r].call = -1;
        guest->listener = listen_at(guest->path);
        watch(guest->listener, EPOLLIN, tag(guest, TAG_LISTENER));
    }
    if (wire) guests[0].wired_to = &guests[1];
    puts("listening");
    fflush(stdout);
    run((int64_t)look_us * 1000);
    for (unsigned i = 0; i < guest_count; i++) unlink(guests[i].path);
    return 0;
}
