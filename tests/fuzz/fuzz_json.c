/* fuzz_json: any bytes as JSON lines, with one kind for all rows and with a kind key. */
#include "intake_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    return try_all(INTAKE_JSON, bytes, len);
}
