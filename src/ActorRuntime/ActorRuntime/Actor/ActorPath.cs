using System.Globalization;

namespace Akka.Actor;

/// <summary>The place of an actor in the tree, from the root down. Equality ignores <see cref="Uid"/>; equality of refs does not.</summary>
public abstract class ActorPath : IEquatable<ActorPath>, IComparable<ActorPath>
{
    /// <summary>The characters a name may hold besides ASCII letters and digits; <c>%</c> must start a two-digit escape.</summary>
    public const string ValidSymbols = "\"-_.*$+:@&=,!~';()";

    internal const string ValidActorNameDescription =
        "Actor paths MUST: not start with `$`, include only ASCII letters and can only contain these special characters: " + ValidSymbols + ".";

    protected ActorPath(Address address, string name)
    {
        Address = address;
        Name = name;
        Parent = null;
    }

    protected ActorPath(ActorPath parentPath, string name, long uid)
    {
        Parent = parentPath;
        Address = parentPath.Address;
        Depth = parentPath.Depth + 1;
        Name = name;
        Uid = uid;
    }

    public Address Address { get; }

    public string Name { get; }

    /// <summary>The parent's path; null for the root.</summary>
    public ActorPath Parent { get; }

    /// <summary>0 for the root.</summary>
    public int Depth { get; }

    /// <summary>Tells incarnations under one name apart; 0 if undefined.</summary>
    public long Uid { get; }

    public ActorPath Root => Parent is null ? this : Parent.Root;

    public IReadOnlyList<string> Elements
    {
        get
        {
            var names = new string[Depth];
            for (ActorPath at = this; at.Parent is not null; at = at.Parent)
                names[at.Depth - 1] = at.Name;
            return names;
        }
    }

    public ActorPath Child(string childName) => this / childName;

    public ActorPath WithUid(long uid) => Parent is null || uid == Uid ? this : new ChildActorPath(Parent, Name, uid);

    public string ToStringWithoutAddress() => "/" + string.Join('/', Elements);

    public string ToStringWithAddress() => Address + ToStringWithoutAddress();

    public string ToSerializationFormat() => ToStringWithUid();

    public string ToStringWithUid() =>
        Uid == 0 ? ToStringWithAddress() : ToStringWithAddress() + "#" + Uid.ToString(CultureInfo.InvariantCulture);

    public override string ToString() => ToStringWithAddress();

    /// <summary>Whether <paramref name="s"/> can name an actor: not empty, does not start with <c>$</c>, holds allowed characters only.</summary>
    public static bool IsValidPathElement(string s)
    {
        if (string.IsNullOrEmpty(s) || s[0] == '$') return false;
        for (int i = 0; i < s.Length; i++)
        {
            char c = s[i];
            if (char.IsAsciiLetterOrDigit(c) || ValidSymbols.Contains(c)) continue;
            if (c == '%' && i + 2 < s.Length && char.IsAsciiHexDigit(s[i + 1]) && char.IsAsciiHexDigit(s[i + 2])) i += 2;
            else return false;
        }
        return true;
    }

    /// <exception cref="UriFormatException">not <c>akka://system/a/b</c></exception>
    public static ActorPath Parse(string path) =>
        TryParse(path, out var parsed) ? parsed : throw new UriFormatException($"Can not parse an ActorPath: {path}");

    public static bool TryParse(string path, out ActorPath actorPath)
    {
        actorPath = null;
        int scheme = path?.IndexOf("://", StringComparison.Ordinal) ?? -1;
        if (scheme <= 0) return false;

        string[] parts = path[(scheme + 3)..].Split('/');
        if (parts[0].Length == 0) return false;

        actorPath = new RootActorPath(new Address(path[..scheme], parts[0]));
        foreach (string part in parts.Skip(1).Where(p => p.Length > 0))
        {
            int hash = part.IndexOf('#', StringComparison.Ordinal);
            if (hash < 0)
                actorPath /= part;
            else if (long.TryParse(part.AsSpan(hash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long uid))
                actorPath = new ChildActorPath(actorPath, part[..hash], uid);
            else return false;
        }
        return true;
    }

    public bool Equals(ActorPath other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || Depth != other.Depth || Address != other.Address) return false;
        for (ActorPath a = this, b = other; a is not null; a = a.Parent, b = b.Parent)
        {
            if (ReferenceEquals(a, b)) return true;
            if (a.Name != b.Name) return false;
        }
        return true;
    }

    public override bool Equals(object obj) => Equals(obj as ActorPath);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Address);
        for (ActorPath at = this; at is not null; at = at.Parent) hash.Add(at.Name);
        return hash.ToHashCode();
    }

    public int CompareTo(ActorPath other) => string.CompareOrdinal(ToString(), other?.ToString());

    public static ActorPath operator /(ActorPath path, string name) => new ChildActorPath(path, name, 0);

    public static ActorPath operator /(ActorPath path, IEnumerable<string> name) =>
        name.Where(n => n.Length > 0).Aggregate(path, (at, n) => at / n);

    public static bool operator ==(ActorPath left, ActorPath right) => Equals(left, right);

    public static bool operator !=(ActorPath left, ActorPath right) => !Equals(left, right);
}

/// <summary>The root of a tree.</summary>
public sealed class RootActorPath : ActorPath
{
    public RootActorPath(Address address, string name = "") : base(address, name) { }
}

/// <summary>Every path but a root.</summary>
public sealed class ChildActorPath : ActorPath
{
    public ChildActorPath(ActorPath parentPath, string name, long uid) : base(parentPath, name, uid) { }
}
