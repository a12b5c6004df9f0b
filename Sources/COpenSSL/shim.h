// The streaming SHA-256 calls are plain functions without OpenSSL's provider machinery, which would add megabytes to a
// static link. OpenSSL 3 calls them deprecated in favour of that machinery; they stay part of its ABI.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
