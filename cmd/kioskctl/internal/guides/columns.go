package guides

import (
	"slices"
	"strings"
	"unicode"
)

// column is one thing that an export tells of an item.
type column string

// The columns that are taken over. What an export has beside them is left.
const (
	colCode       column = "code"
	colName       column = "name"
	colTheme      column = "theme"
	colBody       column = "body"
	colServes     column = "serves"
	colConditions column = "conditions"
	colMaterials  column = "materials"
	colProcedure  column = "procedure"
	colStatutory  column = "statutory"
	colStatUnit   column = "statutory-unit"
	colPromised   column = "promised"
	colPromUnit   column = "promised-unit"
	colCharged    column = "charged"
	colFee        column = "fee"
	colResult     column = "result"
	colBasis      column = "basis"
	colPost       column = "post"
	colPhone      column = "phone"
	colComplaints column = "complaints"
	colHours      column = "hours"
)

// headings are what the columns are called in exports: by the national field
// set, by common tables of cities, and by their data interfaces.
func headings() map[column][]string {
	return map[column][]string{
		colCode:       {"事项编码", "基本编码", "实施编码", "实施清单编码", "事项编号", "taskCode", "code"},
		colName:       {"事项名称", "名称", "服务事项", "服务事项名称", "taskName", "name"},
		colTheme:      {"主题", "主题分类", "所属主题", "面向自然人事项主题分类", "分类", "theme"},
		colBody:       {"实施主体", "办理机构", "实施机关", "决定机构", "deptName", "dept"},
		colServes:     {"服务对象", "服务对象类型", "办理对象", "serveType"},
		colConditions: {"受理条件", "申请条件", "办理条件", "acceptCondition", "conditions"},
		colMaterials:  {"申请材料", "办理材料", "所需材料", "提交材料", "材料清单", "materials"},
		colProcedure:  {"办理流程", "办理程序", "办事流程", "流程", "process", "procedure"},
		colStatutory:  {"法定办结时限", "法定时限", "法定期限", "legalLimit"},
		colStatUnit:   {"法定办结时限单位", "法定时限单位", "legalLimitUnit"},
		colPromised:   {"承诺办结时限", "承诺时限", "承诺期限", "promiseLimit"},
		colPromUnit:   {"承诺办结时限单位", "承诺时限单位", "promiseLimitUnit"},
		colCharged:    {"是否收费", "isFee"},
		colFee:        {"收费标准", "收费项目", "收费情况", "收费标准及依据", "feeStandard"},
		colResult:     {"办理结果", "结果名称", "审批结果", "办理结果名称", "resultName"},
		colBasis:      {"设定依据", "法律依据", "法定依据", "政策依据", "basis"},
		colPost:       {"责任岗位", "承办科室", "责任科室", "办理科室", "窗口名称", "post"},
		colPhone:      {"咨询电话", "咨询方式", "联系电话", "咨询途径", "consultPhone", "phone"},
		colComplaints: {"监督投诉电话", "投诉电话", "监督电话", "监督投诉方式", "complainPhone"},
		colHours:      {"办理时间", "办公时间", "受理时间", "workTime", "hours"},
	}
}

// columnOf finds the column with a heading; false for one that is left.
func columnOf(heading string) (column, bool) {
	bare := bareHeading(heading)
	for c, names := range headings() {
		if slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(bareHeading(name), bare) }) {
			return c, true
		}
	}
	return "", false
}

// bareHeading is a heading without blanks, stars and what stands in brackets.
func bareHeading(heading string) string {
	if i := strings.IndexAny(heading, "（(【["); i > 0 {
		heading = heading[:i]
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("*＊:：\ufeff\u200b", r) {
			return -1
		}
		return r
	}, heading)
}
