/* A PKCS#11 module that passes every call on to SoftHSM, and answers CKR_DEVICE_ERROR to some of
 * them while the file TROUBLE is there. See FlakyModule.java. */
#include <dlfcn.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#define SOFTHSM "/usr/lib/softhsm/libsofthsm2.so"
#define CKR_OK 0x0UL
#define CKR_GENERAL_ERROR 0x5UL
#define CKR_DEVICE_ERROR 0x30UL

typedef unsigned long word; /* CK_ULONG, a handle, or a pointer: all have 64 bits here */
typedef word (*function)(word, word, word, word, word, word, word, word);

/* CK_FUNCTION_LIST of PKCS#11 2.40 */
struct list {
  unsigned char version[2];
  function at[68];
};

static struct list ours;
static struct list *theirs;

/* a function that gets fewer arguments than it is passed does not look at the rest */
#define FAILING(NAME, PLACE)                                                              \
  static word NAME(word a, word b, word c, word d, word e, word f, word g, word h) {      \
    return access(TROUBLE, F_OK) == 0 ? CKR_DEVICE_ERROR                                  \
                                      : theirs->at[PLACE](a, b, c, d, e, f, g, h);        \
  }

FAILING(open_session, 12)
FAILING(sign_init, 42)
FAILING(sign, 43)
FAILING(generate_key, 58)
FAILING(generate_key_pair, 59)
FAILING(wrap_key, 60)
FAILING(unwrap_key, 61)

static word get_function_list(struct list **list);

word C_GetFunctionList(struct list **list) { return get_function_list(list); }

static word get_function_list(struct list **list) {
  if (theirs == NULL) {
    void *library = dlopen(SOFTHSM, RTLD_NOW | RTLD_LOCAL);
    word (*get)(struct list **);
    if (library == NULL) {
      return CKR_GENERAL_ERROR;
    }
    *(void **)&get = dlsym(library, "C_GetFunctionList");
    if (get == NULL || get(&theirs) != CKR_OK) {
      return CKR_GENERAL_ERROR;
    }
    memcpy(&ours, theirs, sizeof ours);
    ours.at[12] = open_session;
    ours.at[42] = sign_init;
    ours.at[43] = sign;
    ours.at[58] = generate_key;
    ours.at[59] = generate_key_pair;
    ours.at[60] = wrap_key;
    ours.at[61] = unwrap_key;
  }
  *list = &ours;
  return CKR_OK;
}
