/* names: id, name, region and sector of everybody, from class and number alone. All names say 合成 (synthetic); none is
 * a real body's. */
#include "synth/synth_int.h"

/* The 20 + 8 industries of the fund group that weir's example shows. */
static const char *const sectors[] = {"网络与通信",
                                      "半导体与集成电路",
                                      "超高清视频显示",
                                      "智能终端",
                                      "智能传感器",
                                      "软件与信息服务",
                                      "数字创意",
                                      "现代时尚",
                                      "工业母机",
                                      "智能机器人",
                                      "激光与增材制造",
                                      "精密仪器设备",
                                      "新能源",
                                      "安全节能环保",
                                      "智能网联汽车",
                                      "新材料",
                                      "高端医疗器械",
                                      "生物医药",
                                      "大健康",
                                      "海洋",
                                      "合成生物",
                                      "区块链",
                                      "细胞与基因",
                                      "空天技术",
                                      "脑科学与类脑智能",
                                      "深地深海",
                                      "可见光通信与光计算",
                                      "量子信息"};
/* Places are real codes: a made-up one is refused. Nothing in them is true of the place. */
static const char *const regions[] = {"440300", "440100", "340100", "320500", "320100",
                                      "330100", "370200", "510100", "420100", "610100"};
static const struct {
    const char *prefix, *before, *after;
} spelled[WHO_CLASSES] = {
    [WHO_PROVINCE] = {"syn-province", "合成省财政厅", ""},
    [WHO_CITY] = {"syn-city-", "合成第", "市财政局"},
    [WHO_PLATFORM] = {"syn-platform-", "合成第", "市引导基金公司"},
    [WHO_MOTHER] = {"syn-mother-", "合成第", "市母基金"},
    [WHO_MANAGER] = {"syn-gp-", "合成创投管理", "号"},
    [WHO_INVESTOR] = {"syn-lp-", "", "号"},
    [WHO_FUND] = {"syn-fund-", "", "号"},
    [WHO_ENTERPRISE] = {"syn-ent-", "", "号公司"},
    [WHO_CLUSTER] = {"syn-group-", "合成第", "市基金群"},
    [WHO_PROGRAM] = {"syn-plan-", "合成第", "市基金群方案"},
    [WHO_TARGET] = {"syn-target-", "合成第", "市基金群规模目标"},
};

/* What kind of investor a number is: of eight, two banks, two insurers, one state-owned, three private. */
typedef enum investor_class { BANK, INSURER, STATE_OWNED, PRIVATE } investor_class;
static investor_class investor_class_of(uint32_t index)
{
    static const investor_class eight[] = {BANK, PRIVATE, INSURER, PRIVATE, STATE_OWNED, BANK, PRIVATE, INSURER};
    return eight[index % COUNT_OF(eight)];
}

static const char *investor_word(uint32_t index)
{
    static const char *const words[] = {"合成银行", "合成保险", "合成国资", "合成民企"};
    return words[investor_class_of(index)];
}

void id_print(buf *out, who w)
{
    CHECK(class_of(w) > WHO_NONE);
    CHECK(class_of(w) < WHO_CLASSES);
    buf_text(out, spelled[class_of(w)].prefix);
    if (class_of(w) != WHO_PROVINCE) buf_int(out, (int64_t)index_of(w) + 1);
}

/* A number of one's own that never changes: the stream is the body itself. */
static uint64_t drawn_once(const synth *s, who w, uint64_t n)
{
    prng p = {.seed = s->o.seed, .stream = UINT64_C(1) << 32 | w};
    return prng_below(&p, n);
}

bool fund_is_direct(const synth *s, uint32_t index)
{
    prng p = {.seed = s->o.seed, .stream = UINT64_C(2) << 32 | index};
    return prng_below(&p, 10) == 0;
}

const char *sector_of(const synth *s, who w)
{
    if (class_of(w) != WHO_FUND && class_of(w) != WHO_ENTERPRISE) return NULL;
    return sectors[drawn_once(s, w, COUNT_OF(sectors))];
}

const char *region_of(const synth *s, who w)
{
    switch (class_of(w)) {
    case WHO_PROVINCE: return "440000";
    case WHO_FUND: return regions[index_of(w) / MOTHER_FUNDS % COUNT_OF(regions)];
    case WHO_CITY:
    case WHO_PLATFORM:
    case WHO_MOTHER:
    case WHO_CLUSTER:
    case WHO_PROGRAM:
    case WHO_TARGET: return regions[index_of(w) % COUNT_OF(regions)];
    case WHO_ENTERPRISE: return regions[drawn_once(s, w, COUNT_OF(regions) * 7) % COUNT_OF(regions)];
    case WHO_MANAGER:
    case WHO_INVESTOR:
    case WHO_NONE:
    case WHO_CLASSES: return NULL;
    }
    return NULL;
}

static void put_before(buf *out, const synth *s, who w)
{
    if (class_of(w) == WHO_INVESTOR) buf_text(out, investor_word(index_of(w)));
    if (class_of(w) != WHO_FUND && class_of(w) != WHO_ENTERPRISE) return;
    buf_text(out, "合成");
    buf_text(out, sector_of(s, w));
    if (class_of(w) == WHO_FUND) buf_text(out, fund_is_direct(s, index_of(w)) ? "直投基金" : "子基金");
}

void name_print(buf *out, const synth *s, who w)
{
    CHECK(class_of(w) > WHO_NONE);
    put_before(out, s, w);
    buf_text(out, spelled[class_of(w)].before);
    if (class_of(w) != WHO_PROVINCE) buf_int(out, (int64_t)index_of(w) + 1);
    buf_text(out, spelled[class_of(w)].after);
}

static int investor_party_class(uint32_t index)
{
    static const char *const words[] = {"bank", "corporate", "soe", "corporate"};
    return enum_find(LIST_party_class, str_from(words[investor_class_of(index)]));
}

int party_class_of(const synth *s, who w)
{
    static const char *const words[WHO_CLASSES] = {
        [WHO_PROVINCE] = "government", [WHO_CITY] = "government", [WHO_PLATFORM] = "platform",
        [WHO_MOTHER] = "mother_fund",  [WHO_MANAGER] = "gp",      [WHO_ENTERPRISE] = "enterprise"};
    if (class_of(w) == WHO_INVESTOR) return investor_party_class(index_of(w));
    if (class_of(w) == WHO_FUND) return fund_is_direct(s, index_of(w)) ? PARTY_DIRECT_FUND : PARTY_SUB_FUND;
    CHECK(words[class_of(w)] != NULL);
    return enum_find(LIST_party_class, str_from(words[class_of(w)]));
}
