using System.Collections;
using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.InteropServices;
using GpioHub.Rules.Links;

namespace GpioHub.Explorer.Links;

/// <summary>The links of the worlds that were found, each with a number. Equal futures have one number.</summary>
/// <remarks>What tells two of them apart is read off their types: every field, and every property that a decision can set. So a fact that
/// a decision begins to keep is never left out.</remarks>
internal sealed class LinkCode
{
    private static readonly ConcurrentDictionary<Type, (Func<object, ulong>?, Func<object, object?>?)[]> Known = [];

    /// <summary>Of each type of array.</summary>
    private static readonly ConcurrentDictionary<Type, Func<object, ulong>> IsDefault = [];

    /// <summary>States of either hub whose number is remembered by the object: most steps change one of them or none.</summary>
    private const int MostRemembered = 1 << 16;

    private readonly Dictionary<string, int> _numbers = [];
    private readonly Dictionary<string, int> _states = [];
    private readonly Dictionary<object, int> _remembered = new(ReferenceEqualityComparer.Instance);
    private readonly List<LinkPart> _links = [];
    private readonly List<ulong> _words = [];

    public LinkPart this[int number] => _links[number];

    public int Of(LinkPart link)
    {
        _words.Clear();
        AddMembers(link);
        int number = NumberOf(_numbers, 0);
        if (number == _links.Count) _links.Add(link);
        return number;
    }

    /// <param name="from">Where its words begin.</param>
    private int NumberOf(Dictionary<string, int> numbers, int from)
    {
        string key = new(MemoryMarshal.Cast<ulong, char>(CollectionsMarshal.AsSpan(_words)[from..]));
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, key, out bool known);
        if (!known) number = numbers.Count - 1;
        return number;
    }

    private int NumberOf(object state)
    {
        if (_remembered.TryGetValue(state, out int number)) return number;
        int from = _words.Count;
        AddMembers(state);
        number = NumberOf(_states, from);
        _words.RemoveRange(from, _words.Count - from);
        if (_remembered.Count == MostRemembered) _remembered.Clear();
        _remembered.Add(state, number);
        return number;
    }

    private void Add(object? value)
    {
        switch (value)
        {
            case null:
                _words.Add(ulong.MaxValue - 1);
                break;
            case string text:
                _words.Add((ulong)text.GetHashCode(StringComparison.Ordinal));
                break;
            case ulong number:
                _words.Add(number);
                break;
            case bool or int or uint or long:
                _words.Add((ulong)((IConvertible)value).ToInt64(null));
                break;
            case ImportState or ExportState:
                _words.Add((ulong)NumberOf(value));
                break;
            case IList { IsReadOnly: true } list:
                AddAll(list);
                break;
            default:
                AddMembers(value);
                break;
        }
    }

    private void AddAll(IList list)
    {
        bool isDefault = IsDefault.GetOrAdd(list.GetType(), static type => Getter(type, "IsDefault").Item1!)(list) != 0;
        _words.Add(isDefault ? ulong.MaxValue : (ulong)list.Count);
        if (isDefault) return;
        foreach (object? item in list) Add(item);
    }

    private void AddMembers(object value)
    {
        var type = value.GetType();
        _words.Add((ulong)type.GetHashCode());                             // of two kinds of message
        foreach (var (number, member) in Known.GetOrAdd(type, static type => [.. MembersOf(type)]))
        {
            if (number is not null) _words.Add(number(value));
            else Add(member!(value));
        }
    }

    private static IEnumerable<(Func<object, ulong>?, Func<object, object?>?)> MembersOf(Type type)
    {
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public)) yield return Getter(type, field.Name);
        foreach (var property in type.GetProperties(Any))
            if (property.CanWrite && property.Name is not ("Dropped" or "Rules" or "Shared")) yield return Getter(type, property.Name);
    }

    private static (Func<object, ulong>?, Func<object, object?>?) Getter(Type type, string name)
    {
        var value = Expression.Parameter(typeof(object));
        Expression member = Expression.PropertyOrField(Expression.Convert(value, type), name);
        if (member.Type == typeof(bool)) member = Expression.Condition(member, Expression.Constant(1ul), Expression.Constant(0ul));
        bool isNumber = member.Type.IsEnum || member.Type.IsPrimitive;
        return isNumber
            ? (Expression.Lambda<Func<object, ulong>>(Expression.Convert(member, typeof(ulong)), value).Compile(), null)
            : (null, Expression.Lambda<Func<object, object?>>(Expression.Convert(member, typeof(object)), value).Compile());
    }
}
