/* The physical limit of sealing: the PKCS#11 calls that key-custody makes for one agent, made from C.
 *
 *   seal MODULE TOKEN-LABEL PIN-FILE MODULUS-HEX SECONDS
 *
 * prints the number of sealings, the wall time and the CPU time in seconds. The token must have been
 * prepared by the key ceremony. SoftHSM numbers: CKM_AES_KEY_WRAP_PAD, OAEP with SHA-1. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

typedef unsigned long ulong_t;
typedef unsigned char byte_t;
typedef struct { ulong_t type; void *value; ulong_t length; } attribute_t;
typedef struct { ulong_t type; void *parameter; ulong_t length; } mechanism_t;

/* CK_FUNCTION_LIST: a version, then pointers in the order of the standard. */
static void **functions;
#define CALL(place, signature) ((ulong_t(*) signature) functions[1 + (place)])
#define C_Initialize CALL(0, (void *))
#define C_GetSlotList CALL(4, (byte_t, ulong_t *, ulong_t *))
#define C_GetTokenInfo CALL(6, (ulong_t, void *))
#define C_OpenSession CALL(12, (ulong_t, ulong_t, void *, void *, ulong_t *))
#define C_CloseSession CALL(13, (ulong_t))
#define C_Login CALL(18, (ulong_t, ulong_t, char *, ulong_t))
#define C_CreateObject CALL(20, (ulong_t, attribute_t *, ulong_t, ulong_t *))
#define C_DestroyObject CALL(22, (ulong_t, ulong_t))
#define C_FindObjectsInit CALL(26, (ulong_t, attribute_t *, ulong_t))
#define C_FindObjects CALL(27, (ulong_t, ulong_t *, ulong_t, ulong_t *))
#define C_FindObjectsFinal CALL(28, (ulong_t))
#define C_SignInit CALL(42, (ulong_t, mechanism_t *, ulong_t))
#define C_Sign CALL(43, (ulong_t, byte_t *, ulong_t, byte_t *, ulong_t *))
#define C_GenerateKey CALL(58, (ulong_t, mechanism_t *, attribute_t *, ulong_t, ulong_t *))
#define C_GenerateKeyPair \
  CALL(59, (ulong_t, mechanism_t *, attribute_t *, ulong_t, attribute_t *, ulong_t, ulong_t *, ulong_t *))
#define C_WrapKey CALL(60, (ulong_t, mechanism_t *, ulong_t, ulong_t, byte_t *, ulong_t *))
#define C_UnwrapKey \
  CALL(61, (ulong_t, mechanism_t *, ulong_t, byte_t *, ulong_t, attribute_t *, ulong_t, ulong_t *))

enum { CLASS = 0x0, TOKEN = 0x1, PRIVATE = 0x2, LABEL = 0x3, KEY_TYPE = 0x100, SENSITIVE = 0x103,
       ENCRYPT = 0x104, DECRYPT = 0x105, WRAP = 0x106, UNWRAP = 0x107, SIGN = 0x108, VERIFY = 0x10A,
       DERIVE = 0x10C, MODULUS = 0x120, EXPONENT = 0x122, VALUE_LEN = 0x161, EXTRACTABLE = 0x162,
       EC_PARAMS = 0x180 };

static byte_t yes = 1, no = 0;
static ulong_t public_key = 2, private_key = 3, secret_key = 4, rsa = 0, ec = 3, aes = 0x1F, octets32 = 32;
static byte_t p256[] = {6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7}, exponent[] = {1, 0, 1};
static mechanism_t kwp = {0x210A, 0, 0}, hmac = {0x251, 0, 0}, aes_gen = {0x1080, 0, 0}, ec_gen = {0x1040, 0, 0};
static ulong_t oaep_parameter[] = {0x220, 1, 1, 0, 0};
static mechanism_t oaep = {0x9, oaep_parameter, sizeof oaep_parameter};

static ulong_t slot, kek, record_key;
static byte_t wrapped[4096], modulus[1024], record[340];
static ulong_t wrapped_length, modulus_length;

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void check(const char *what, ulong_t value) {
  if (value != 0) {
    fprintf(stderr, "%s: 0x%lx\n", what, value);
    exit(1);
  }
}

static ulong_t open_session(void) {
  ulong_t session;
  check("C_OpenSession", C_OpenSession(slot, 4, 0, 0, &session));
  return session;
}

static ulong_t find(ulong_t session, char *label) {
  attribute_t template[] = {{CLASS, &secret_key, 8}, {TOKEN, &yes, 1}, {LABEL, label, strlen(label)}};
  ulong_t found, count;
  check("C_FindObjectsInit", C_FindObjectsInit(session, template, COUNT(template)));
  check("C_FindObjects", C_FindObjects(session, &found, 1, &count));
  check("C_FindObjectsFinal", C_FindObjectsFinal(session));
  check(label, count == 1 ? 0 : 1);
  return found;
}

static void load(const char *module) {
  void *library = dlopen(module, RTLD_NOW);
  if (library == 0) {
    fprintf(stderr, "%s\n", dlerror());
    exit(1);
  }
  ulong_t (*get_function_list)(void ***) = (ulong_t(*)(void ***)) dlsym(library, "C_GetFunctionList");
  check("C_GetFunctionList", get_function_list(&functions));
  struct { void *mutexes[4]; ulong_t flags; void *reserved; } options = {{0}, 2, 0};
  check("C_Initialize", C_Initialize(&options));
}

static void login(const char *label, const char *pin_file) {
  ulong_t slots[64], count = COUNT(slots);
  char info[256], pin[256] = "";
  int found = 0;
  check("C_GetSlotList", C_GetSlotList(1, slots, &count));
  for (ulong_t each = 0; each < count && !found; each++) {
    check("C_GetTokenInfo", C_GetTokenInfo(slots[each], info));
    size_t length = strlen(label);
    if (strncmp(info, label, length) == 0 && (length == 32 || info[length] == ' ')) {
      slot = slots[each];
      found = 1;
    }
  }
  check("no such token", !found);
  FILE *file = fopen(pin_file, "r");
  check("cannot read the PIN file", file == 0 || fgets(pin, sizeof pin, file) == 0);
  fclose(file);
  pin[strcspn(pin, "\r\n")] = 0;
  check("C_Login", C_Login(open_session(), 1, pin, strlen(pin)));
}

/* One EC P-256 key, wrapped as a key record has it. */
static void make_record(void) {
  ulong_t session = open_session(), public, private;
  attribute_t public_template[] = {{TOKEN, &no, 1}, {VERIFY, &yes, 1}, {EC_PARAMS, p256, sizeof p256}};
  attribute_t private_template[] = {{TOKEN, &no, 1}, {PRIVATE, &yes, 1}, {SENSITIVE, &yes, 1},
                                    {EXTRACTABLE, &yes, 1}, {SIGN, &yes, 1}, {DERIVE, &no, 1}};
  check("C_GenerateKeyPair",
        C_GenerateKeyPair(session, &ec_gen, public_template, COUNT(public_template), private_template,
                          COUNT(private_template), &public, &private));
  wrapped_length = sizeof wrapped;
  check("C_WrapKey", C_WrapKey(session, &kwp, kek, private, wrapped, &wrapped_length));
  check("C_CloseSession", C_CloseSession(session));
}

/* What KeyCustody.seal does for one agent: verify the record, unwrap, two wrappings. */
static void seal(void) {
  ulong_t session = open_session(), key, transport, recipient, length;
  byte_t mac[64], output[8192];
  attribute_t key_template[] = {{CLASS, &private_key, 8}, {KEY_TYPE, &ec, 8}, {TOKEN, &no, 1},
                                {PRIVATE, &yes, 1}, {SENSITIVE, &yes, 1}, {EXTRACTABLE, &yes, 1},
                                {SIGN, &no, 1}};
  attribute_t transport_template[] = {{CLASS, &secret_key, 8}, {KEY_TYPE, &aes, 8}, {VALUE_LEN, &octets32, 8},
                                      {TOKEN, &no, 1}, {PRIVATE, &yes, 1}, {SENSITIVE, &yes, 1},
                                      {EXTRACTABLE, &yes, 1}, {WRAP, &yes, 1}, {UNWRAP, &no, 1},
                                      {ENCRYPT, &no, 1}, {DECRYPT, &no, 1}};
  attribute_t recipient_template[] = {{CLASS, &public_key, 8}, {KEY_TYPE, &rsa, 8}, {TOKEN, &no, 1},
                                      {PRIVATE, &no, 1}, {WRAP, &yes, 1}, {MODULUS, modulus, modulus_length},
                                      {EXPONENT, exponent, sizeof exponent}};
  length = sizeof mac;
  check("C_SignInit", C_SignInit(session, &hmac, record_key));
  check("C_Sign", C_Sign(session, record, sizeof record, mac, &length));
  check("C_UnwrapKey",
        C_UnwrapKey(session, &kwp, kek, wrapped, wrapped_length, key_template, COUNT(key_template), &key));
  check("C_GenerateKey",
        C_GenerateKey(session, &aes_gen, transport_template, COUNT(transport_template), &transport));
  check("C_CreateObject",
        C_CreateObject(session, recipient_template, COUNT(recipient_template), &recipient));
  length = sizeof output;
  check("C_WrapKey (OAEP)", C_WrapKey(session, &oaep, recipient, transport, output, &length));
  length = sizeof output;
  check("C_WrapKey (KWP)", C_WrapKey(session, &kwp, transport, key, output, &length));
  check("C_DestroyObject", C_DestroyObject(session, recipient));
  check("C_DestroyObject", C_DestroyObject(session, transport));
  check("C_CloseSession", C_CloseSession(session));
}

static double wall(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

static double cpu(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
         + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

int main(int count, char **arguments) {
  if (count != 6) {
    fprintf(stderr, "usage: seal MODULE TOKEN-LABEL PIN-FILE MODULUS-HEX SECONDS\n");
    return 64;
  }
  modulus_length = strlen(arguments[4]) / 2;
  check("MODULUS-HEX is too long", modulus_length > sizeof modulus);
  for (ulong_t at = 0; at < modulus_length; at++) {
    unsigned octet;
    check("MODULUS-HEX", sscanf(arguments[4] + 2 * at, "%2x", &octet) != 1);
    modulus[at] = (byte_t) octet;
  }
  load(arguments[1]);
  login(arguments[2], arguments[3]);
  ulong_t session = open_session();
  kek = find(session, "keyferry-kek-1");
  record_key = find(session, "keyferry-record-1");
  make_record();
  double seconds = atof(arguments[5]), begin = wall(), began = cpu();
  long sealings = 0;
  while (wall() - begin < seconds) {
    seal();
    sealings++;
  }
  printf("%ld %.3f %.3f\n", sealings, wall() - begin, cpu() - began);
  return 0;
}
